/** @module Assembly of the gateway: every route under its addresses, the reference, and one answer for what is not there. */
import { Hono, type Context } from "hono";
import { cors } from "hono/cors";
import { PremiseError } from "../errors/premise-error.ts";
import type { GatewayDeps } from "./deps.ts";
import { free } from "./pipeline/plan.ts";
import { createHandle } from "./pipeline/handle.ts";
import { route, type Route } from "./pipeline/route.ts";
import { listRoutes } from "./routes/list.ts";
import { referenceRoutes } from "./spec/reference.ts";

/** The whole gateway, as a Hono app: give its `fetch` to any server. It closes nothing of what it was given. */
export function createGateway(deps: GatewayDeps): Hono {
  const handle = createHandle(deps);
  const routes = listRoutes(deps);
  const all = [...routes, ...referenceRoutes(routes, deps.version)];
  const app = new Hono({ strict: false });
  if (deps.origins.length > 0) app.use("*", cors({ origin: [...deps.origins], exposeHeaders: ["ai-disclosure", "x-request-id", "retry-after"] }));
  for (const each of all) {
    app.on(each.method, addressesOf(each), (context) => handle(each, context));
  }
  const byAddress = methodsByAddress(all);
  app.all("*", (context) => handle(missing(context, byAddress), context));
  return app;
}

function addressesOf({ path, perModel }: Route): string[] {
  return perModel ? [path, `/m/:model${path}`] : [path];
}

/** Which methods each address takes, to tell a wrong method from a wrong address. */
function methodsByAddress(routes: readonly Route[]): { readonly match: RegExp; readonly method: string }[] {
  return routes.flatMap((each) => addressesOf(each).map((address) => ({ match: new RegExp(`^${address.replace(/:\w+/g, "[^/]+")}/?$`), method: each.method.toUpperCase() })));
}

function missing({ req }: Context, known: ReturnType<typeof methodsByAddress>): Route {
  const methods = new Set(known.filter(({ match }) => match.test(req.path)).map(({ method }) => method));
  const path = req.path.slice(0, 200);
  const error = methods.size > 0
    ? new PremiseError("gateway/wrong-method", { method: req.method, path, allowed: [...methods].join(", ") })
    : new PremiseError("gateway/no-route", { method: req.method, path });
  return route({
    method: "get", path: "*", summary: "", tag: "Operation", scope: null, perModel: false, givesText: false, body: null, answer: { description: "" },
    plan: () => free(() => { throw error; }),
  });
}
