/** @module GET /openapi.json and /reference: the document, and a page of it that loads nothing from anywhere. */
import { renderPage } from "../../report/page.ts";
import type { Answer } from "../http/answer.ts";
import { plain } from "../http/answer.ts";
import { free } from "../pipeline/plan.ts";
import { route, type Route } from "../pipeline/route.ts";
import { createDocument, type OpenApiDocument } from "./document.ts";
import { renderReference } from "./reference-page.ts";

export function referenceRoutes(routes: readonly Route[], version: string): Route[] {
  const common = { method: "get", tag: "Operation", scope: null, perModel: false, givesText: false, body: null } as const;
  const describing: Route[] = [];
  let document: OpenApiDocument | null = null;
  const read = (): OpenApiDocument => (document ??= createDocument([...routes, ...describing], version));
  describing.push(
    route({ ...common, path: "/openapi.json", summary: "This document.", answer: { description: "OpenAPI 3.1." }, plan: () => free(() => plain(read())) }),
    route({ ...common, path: "/reference", summary: "This document as a page.", answer: { description: "HTML.", type: "text/html" }, plan: () => free(() => toPage(read())) }),
  );
  return describing;
}

function toPage(document: OpenApiDocument): Answer {
  return {
    status: 200,
    author: null,
    headers: { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'" },
    body: { kind: "text", text: renderPage(renderReference(document)), type: "text/html; charset=utf-8" },
  };
}
