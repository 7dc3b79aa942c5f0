/** @module No proxy: nginx, which answers every request with the same text. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "../../engine/peers/process.ts";
import { requirePlace } from "../places.ts";
import { Server } from "../server.ts";
import { answer, type Arm, chatPath } from "../setting.ts";

export const direct: Arm = {
  id: "direct",
  title: "direct",
  method: "the upstream itself: one process of nginx, which answers each request from its configuration with the same chat completion",
  async start({ places, folder, env }) {
    const command = requirePlace(places.nginx);
    const port = await findFreePort();
    const own = join(folder, "nginx");
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "nginx.conf"), configure(own, port));
    const origin = `http://127.0.0.1:${port}`;
    const server = await Server.start({ name: "nginx", command, args: ["-p", own, "-c", join(own, "nginx.conf"), "-e", join(own, "error.log")], env: { ...env }, folder }, `${origin}/`);
    return { version: readVersion(command), origin, headers: { authorization: "Bearer sk-bench" }, model: "bench", cpuSeconds: () => server.cpuSeconds(), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  },
};

function configure(folder: string, port: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `  ${kind}_temp_path ${folder}/${kind};\n`).join("");
  return `daemon off;
master_process off;
pid ${folder}/pid;
events { worker_connections 2048; }
http {
${temporary}  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  server {
    listen 127.0.0.1:${port};
    default_type application/json;
    location = ${chatPath} { return 200 '${answer}'; }
    location / { return 200 '{}'; }
  }
}
`;
}

/** nginx tells it on stderr. */
function readVersion(command: string): string {
  return /nginx\/\S+/.exec(execFileSync("sh", ["-c", '"$0" -v 2>&1', command], { encoding: "utf8" }))?.[0].replace("/", " ") ?? "nginx";
}
