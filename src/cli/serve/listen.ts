/** @module An HTTP server around the gateway: limits on time, OpenAI's error shape also for what is no HTTP, a clear line when the port is taken. */
import { createAdaptorServer } from "@hono/node-server";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { PremiseError } from "../../errors/premise-error.ts";

export type Limits = { readonly headerSeconds: number; readonly requestSeconds: number; readonly idleSeconds: number };
export type Listening = { readonly url: string; readonly port: number; readonly close: () => Promise<void> };

/** @param port 0 takes a free one. @throws PremiseError `gateway/port-in-use`, `gateway/cannot-listen`. */
export async function listen(fetch: (request: Request) => Response | Promise<Response>, { host, port }: { readonly host: string; readonly port: number }, limits: Limits): Promise<Listening> {
  const server = createAdaptorServer({ fetch, createServer, serverOptions: { headersTimeout: limits.headerSeconds * 1000, requestTimeout: limits.requestSeconds * 1000, keepAliveTimeout: limits.idleSeconds * 1000, connectionsCheckingInterval: 1000, noDelay: true } }) as Server;
  server.on("clientError", refuse);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(toFailure(error, host, port)));
    server.listen({ host, port, backlog: 1024 }, resolve);
  });
  const address = server.address() as AddressInfo;
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`, port: address.port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  // What is still open has had its time.
  setTimeout(() => server.closeAllConnections(), 1000).unref();
  return promise;
}

function toFailure(error: Error, host: string, port: number): PremiseError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return new PremiseError("gateway/port-in-use", { host, port }, { cause: error });
  return new PremiseError("gateway/cannot-listen", { host, port, problem: code ?? error.message }, { cause: error });
}

/** What the parser refuses never becomes a request. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const [status, message, code] = error.code === "ERR_HTTP_REQUEST_TIMEOUT"
    ? ["408 Request Timeout", "The request came too slowly. Check the connection, and send it at once.", "gateway/body-too-slow"]
    : error.code === "HPE_HEADER_OVERFLOW"
      ? ["431 Request Header Fields Too Large", "The headers are too long. Make them shorter.", "gateway/invalid-request"]
      : ["400 Bad Request", "This is no HTTP request. Check the client.", "gateway/invalid-request"];
  const body = JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code } });
  socket.end(`HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}
