import { expect, it } from "vitest";
import { ansiToHtml, renderTerminalPage } from "./terminal-page.ts";

it("turns styles into spans, nested ones too, and drops other sequences", () => {
  expect(ansiToHtml("a \u001b[1mb\u001b[32mc\u001b[22md\u001b[39me\r\n\u001b[2Kf")).toBe('a <span class="bold">b</span><span class="bold green">c</span><span class="green">d</span>e\nf');
  expect(ansiToHtml("\u001b[2m\u001b[36mx\u001b[0my")).toBe('<span class="dim cyan">x</span>y');
});

it("shows text as text", () => {
  expect(renderTerminalPage("premise ask '<b>'", "<script>")).not.toMatch(/<b>|<script>/);
});
