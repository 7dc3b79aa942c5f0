import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { createStopper } from "./signals.ts";

it("takes signals within a second as one, and leaves at a later one", () => {
  const done: (string | number)[] = [];
  let now = 100;
  const stop = createStopper(() => now, { windUp: () => done.push("wind up"), leave: (code) => done.push(code) });
  stop("SIGINT");
  stop("SIGINT");
  now = 100.9;
  stop("SIGTERM");
  expect(done).toEqual(["wind up"]);
  now = 101.5;
  stop("SIGINT");
  expect(done).toEqual(["wind up", "SIGINT"]);
});

it("leaves at once, though a thread is deep in native code", async (context) => {
  if (process.platform !== "linux") return context.skip("its native code is glibc's sleep");
  const of = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  const busy = 'import { parentPort } from "node:worker_threads"; import koffi from "koffi"; parentPort.postMessage(0); koffi.load("libc.so.6").func("int sleep(int seconds)")(600)';
  const program = `
    import { Worker } from "node:worker_threads";
    const { dieOf } = await import(${of("signals.ts")});
    process.on("SIGINT", () => dieOf("SIGINT"));
    new Worker(${JSON.stringify(busy)}, { eval: true }).on("message", () => setTimeout(() => console.log("ready"), 200));
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  context.onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([null, "SIGINT"]);
});
