import { expect, test } from "vitest";
import { resolveDirectories } from "./directories.ts";

test("without variables everything lies below the home directory", () => {
  expect(resolveDirectories({}, "/home/ada")).toEqual({
    data: "/home/ada/.local/share/premise",
    cache: "/home/ada/.cache/premise",
    config: "/home/ada/.config/premise",
    hubCache: "/home/ada/.cache/huggingface/hub",
    hubHome: "/home/ada/.cache/huggingface",
  });
});

test("XDG variables move our directories and the hub cache", () => {
  const env = { XDG_DATA_HOME: "/d", XDG_CACHE_HOME: "/c", XDG_CONFIG_HOME: "/e" };
  expect(resolveDirectories(env, "/h")).toEqual({ data: "/d/premise", cache: "/c/premise", config: "/e/premise", hubCache: "/c/huggingface/hub", hubHome: "/c/huggingface" });
});

test("relative and empty XDG variables are ignored", () => {
  expect(resolveDirectories({ XDG_CACHE_HOME: "relative", XDG_DATA_HOME: "" }, "/h")).toEqual(resolveDirectories({}, "/h"));
});

test("PREMISE_DATA_DIR, then the hub's own variables, the nearest first", () => {
  expect(resolveDirectories({ PREMISE_DATA_DIR: "~/runs", XDG_DATA_HOME: "/d" }, "/h").data).toBe("/h/runs");
  expect(resolveDirectories({ HF_HOME: "/hf" }, "/h").hubCache).toBe("/hf/hub");
  expect(resolveDirectories({ HF_HOME: "/hf", HUGGINGFACE_HUB_CACHE: "/old" }, "/h").hubCache).toBe("/old");
  expect(resolveDirectories({ HF_HOME: "/hf", HUGGINGFACE_HUB_CACHE: "/old", HF_HUB_CACHE: "/new" }, "/h").hubCache).toBe("/new");
  expect(resolveDirectories({ HOME: "/from-env" }).hubCache).toBe("/from-env/.cache/huggingface/hub");
});
