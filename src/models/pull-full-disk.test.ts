import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorkplace, makeContent, makeEntry, serve, startHub } from "../../test/models/doubles.ts";
import { locateInCache } from "./hub-cache.ts";
import { pullModel } from "./pull.ts";

const content = makeContent(3_000_000);
const entry = makeEntry(content);

/** Mounts a disk of `size` (as of `mount -o size`), or tells why that can't be done here. */
function mount(folder: string, size: string): string | null {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder], { stdio: "pipe" });
    return null;
  } catch (cause) {
    return `no small disk can be mounted here: ${(cause as Error).message.split("\n")[0]}`;
  }
}

test("a real disk that fills up in mid-pull keeps the part, and a larger one takes the rest", async ({ skip }) => {
  await using place = await createWorkplace();
  const disk = join(place.root, "hub");
  mkdirSync(disk);
  const obstacle = process.platform === "linux" ? mount(disk, "1m") : "only tried on Linux";
  if (obstacle !== null) return skip(obstacle);
  const hub = await startHub(serve(content));
  const pull = (): ReturnType<typeof pullModel> => pullModel(entry, { env: { ...place.env, HF_ENDPOINT: hub.url }, tools: { freeBytes: () => Promise.resolve(null) } });
  try {
    await expect(pull()).rejects.toMatchObject({ code: "model/no-space" });
    const kept = statSync(locateInCache(entry, disk).part).size;
    expect(kept).toBeGreaterThan(500_000);
    await expect(pullModel(entry, { env: { ...place.env, HF_ENDPOINT: hub.url } })).rejects.toMatchObject({ code: "model/no-space", message: expect.stringContaining("are needed") as string });
    execFileSync("mount", ["-o", "remount,size=8m", disk]);
    const { fetched, path } = await pull();
    expect(fetched).toBe(content.length - kept);
    expect(statSync(path).size).toBe(content.length);
  } finally {
    await hub.close();
    execFileSync("umount", [disk]);
  }
});
