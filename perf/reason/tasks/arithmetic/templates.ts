/** @module Twelve kinds of word problems of one to four operations, each with the steps that a person would write down. */
import type { Draw, Template } from "./template.ts";

const people = ["Ann", "Ben", "Clara", "David", "Edith", "Frank", "Grace", "Henry"] as const;
const things = ["pencils", "apples", "stamps", "candles", "buttons", "marbles", "postcards", "tiles"] as const;
const holders = ["boxes", "bags", "crates", "baskets", "drawers"] as const;

export const templates: readonly Template[] = [
  { kind: "gain", operations: 1, make: ({ term, pick }) => {
    const [who, what, has, gets] = [pick(people), pick(things), term(), term()];
    return { text: `${who} has ${has} ${what} and is given ${gets} more. How many ${what} does ${who} have now?`, steps: [`With ${gets} more there are ${has} + ${gets} = ${has + gets} ${what}.`], results: [has + gets] };
  } },
  { kind: "loss", operations: 1, make: ({ term, pick }) => {
    const [what, lost, left] = [pick(things), term(), term()];
    return { text: `A shop has ${lost + left} ${what} and sells ${lost} of them. How many ${what} are left?`, steps: [`When ${lost} are sold, ${lost + left} - ${lost} = ${left} ${what} are left.`], results: [left] };
  } },
  { kind: "groups", operations: 1, make: ({ factor, pick }) => {
    const [what, where, each, many] = [pick(things), pick(holders), factor(), factor()];
    return { text: `There are ${many} ${where} with ${each} ${what} in each. How many ${what} are there?`, steps: [`${many} ${where} of ${each} ${what} are ${many} * ${each} = ${many * each} ${what}.`], results: [many * each] };
  } },
  { kind: "shares", operations: 1, make: ({ factor, pick }) => {
    const [what, each, many] = [pick(things), factor(), factor()];
    return { text: `${each * many} ${what} are shared out evenly among ${many} children. How many ${what} does each child get?`, steps: [`Each of the ${many} children gets ${each * many} / ${many} = ${each} ${what}.`], results: [each] };
  } },
  { kind: "groups-less", operations: 2, make: ({ factor, between, pick }) => {
    const [what, where, each, many] = [pick(things), pick(holders), factor(), factor()];
    const all = each * many;
    const gone = between(1, all - 1);
    return { text: `${pick(people)} fills ${many} ${where} with ${each} ${what} each and gives away ${gone} of the ${what}. How many ${what} are left?`,
      steps: [`${many} ${where} of ${each} ${what} are ${many} * ${each} = ${all} ${what}.`, `When ${gone} are given away, ${all} - ${gone} = ${all - gone} ${what} are left.`], results: [all, all - gone] };
  } },
  { kind: "groups-more", operations: 2, make: ({ factor, term, pick }) => {
    const [what, where, each, many, loose] = [pick(things), pick(holders), factor(), factor(), term()];
    const all = each * many;
    return { text: `In a shop there are ${many} ${where} of ${each} ${what} and ${loose} loose ${what}. How many ${what} are there in all?`,
      steps: [`${many} ${where} of ${each} ${what} are ${many} * ${each} = ${all} ${what}.`, `With the loose ones there are ${all} + ${loose} = ${all + loose} ${what}.`], results: [all, all + loose] };
  } },
  { kind: "pooled-shares", operations: 2, make: ({ factor, between, pick }) => {
    const [what, one, two, each, many] = [pick(things), pick(people), pick(people), factor(), factor()];
    const all = each * many;
    const first = between(1, all - 1);
    return { text: `${one} has ${first} ${what} and ${two} has ${all - first}. They put them together and share them out evenly among ${many} friends. How many ${what} does each friend get?`,
      steps: [`Together they have ${first} + ${all - first} = ${all} ${what}.`, `Each of the ${many} friends gets ${all} / ${many} = ${each} ${what}.`], results: [all, each] };
  } },
  { kind: "two-kinds", operations: 3, make: ({ factor, pick }) => {
    const [one, two, a, b, c, d] = [pick(things), pick(things), factor(), factor(), factor(), factor()];
    return { text: `A school buys ${a} boxes of ${b} ${one} and ${c} boxes of ${d} ${two}. How many things does it buy in all?`,
      steps: [`${a} boxes of ${b} ${one} are ${a} * ${b} = ${a * b} ${one}.`, `${c} boxes of ${d} ${two} are ${c} * ${d} = ${c * d} ${two}.`, `In all that is ${a * b} + ${c * d} = ${a * b + c * d} things.`], results: [a * b, c * d, a * b + c * d] };
  } },
  { kind: "bus", operations: 3, make: ({ term, between }) => {
    const [start, on, more] = [term() + 2, term(), term()];
    const off = between(1, start - 1);
    const [left, then] = [start - off, start - off + on];
    return { text: `${start} people ride on a train. At the first stop ${off} get off and ${on} get on. At the second stop ${more} get on and nobody gets off. How many people ride on the train then?`,
      steps: [`After ${off} get off, ${start} - ${off} = ${left} people are left.`, `After ${on} get on, there are ${left} + ${on} = ${then} people.`, `After the second stop there are ${then} + ${more} = ${then + more} people.`], results: [left, then, then + more] };
  } },
  { kind: "weeks", operations: 3, make: ({ factor, between, pick }) => {
    const [who, what, each, days, weeks] = [pick(people), pick(things), factor(), between(2, 6), factor()];
    const [week, all] = [each * days, each * days * weeks];
    const gone = between(1, all - 1);
    return { text: `${who} makes ${each} ${what} a day, ${days} days a week, for ${weeks} weeks, and then sells ${gone} of them. How many ${what} are left?`,
      steps: [`In a week ${who} makes ${each} * ${days} = ${week} ${what}.`, `In ${weeks} weeks that is ${week} * ${weeks} = ${all} ${what}.`, `When ${gone} are sold, ${all} - ${gone} = ${all - gone} are left.`], results: [week, all, all - gone] };
  } },
  { kind: "change", operations: 4, make: (draw) => makeChange(draw) },
  { kind: "journey", operations: 4, make: ({ factor, between, pick }) => {
    const [who, a, b, c, d] = [pick(people), factor(), factor(), factor(), factor()];
    const [first, second] = [a * b, c * d];
    const walked = first + second;
    const way = walked + between(1, walked);
    return { text: `${who} has ${way} miles to walk. For ${b} days ${who} walks ${a} miles a day, and then for ${d} days ${c} miles a day. How many miles are left?`,
      steps: [`In the first ${b} days ${who} walks ${a} * ${b} = ${first} miles.`, `In the next ${d} days ${who} walks ${c} * ${d} = ${second} miles.`, `Together that is ${first} + ${second} = ${walked} miles.`, `So ${way} - ${walked} = ${way - walked} miles are left.`], results: [first, second, walked, way - walked] };
  } },
];

function makeChange({ factor, between, pick }: Draw): ReturnType<Template["make"]> {
  const [who, one, two, a, b, c, d] = [pick(people), pick(things), pick(things), factor(), factor(), factor(), factor()];
  const [first, second] = [a * b, c * d];
  const spent = first + second;
  const paid = spent + between(1, spent);
  return { text: `${who} buys ${a} ${one} at ${b} pence each and ${c} ${two} at ${d} pence each, and pays with ${paid} pence. How many pence does ${who} get back?`,
    steps: [`The ${one} cost ${a} * ${b} = ${first} pence.`, `The ${two} cost ${c} * ${d} = ${second} pence.`, `Together that is ${first} + ${second} = ${spent} pence.`, `So ${who} gets back ${paid} - ${spent} = ${paid - spent} pence.`], results: [first, second, spent, paid - spent] };
}
