/** @module Test data: texts that nobody meant a credence to be asked of, each with the name of its kind. */
import { controlTokens } from "../../src/premises/hostile-texts.ts";
import { createRandom } from "../../src/random/seeded.ts";

export type AwkwardText = { readonly kind: string; readonly text: string };

/** Enough of a short text for the lower buckets of length. */
const enough = 240;
const passage = "The tide follows the moon because its gravity is stronger on the near side. My uncle had a boat and he said so, and you could look it up in the paper every Sunday morning.";

const blank = ["", " ", "\n", "\t", "\r\n", "\u00A0", "\u3000", "\u200B", "\uFEFF", "\u2028", " ".repeat(2000), "\n".repeat(500), "\t \n".repeat(200), "\u200B\u200D\u2060".repeat(100)];
const oneToken = ["a", ".", "0", "the", " the", "I", "\u00E9", "\u4E2D", "\u{1F600}", "!", "-", "\u0627"];
const repeated = ["the ", "a", "0", "!", "ha ", "\u4E2D", "\u{1F600}", "\u00E9", "-", "\n\n", "NaN ", "<", "buffalo "].map((text) => text.repeat(300));
const long = ["a".repeat(100_000), "word ".repeat(20_000), "\u{1F600}".repeat(50_000), "\u4E2D\u6587".repeat(50_000), " ".repeat(100_000), passage.repeat(600), "1234567890".repeat(10_000), "ab,;".repeat(25_000), "\u0301".repeat(100_000)];

const scripts = [
  "Jak rychle roste bambus v zahrad\u011B?", "\u0397 \u03B8\u03AC\u03BB\u03B1\u03C3\u03C3\u03B1 \u03B5\u03AF\u03BD\u03B1\u03B9 \u03AE\u03C1\u03B5\u03BC\u03B7.", "\u041C\u043E\u0440\u0435 \u0441\u0435\u0433\u043E\u0434\u043D\u044F \u0441\u043F\u043E\u043A\u043E\u0439\u043D\u043E.", "\u0540\u0561\u0575\u0565\u0580\u0565\u0576 \u057F\u0565\u0584\u057D\u057F", "\u10E5\u10D0\u10E0\u10D7\u10E3\u10DA\u10D8 \u10E2\u10D4\u10E5\u10E1\u10E2\u10D8",
  "\u05D4\u05D9\u05DD \u05E9\u05E7\u05D8 \u05D4\u05D9\u05D5\u05DD", "\u0627\u0644\u0628\u062D\u0631 \u0647\u0627\u062F\u0626 \u0627\u0644\u064A\u0648\u0645", "\u062F\u0631\u06CC\u0627 \u0622\u0631\u0627\u0645 \u0627\u0633\u062A", "\u0938\u092E\u0941\u0926\u094D\u0930 \u0936\u093E\u0902\u0924 \u0939\u0948", "\u09B8\u09AE\u09C1\u09A6\u09CD\u09B0 \u09B6\u09BE\u09A8\u09CD\u09A4",
  "\u0B95\u0B9F\u0BB2\u0BCD \u0B85\u0BAE\u0BC8\u0BA4\u0BBF", "\u0C38\u0C2E\u0C41\u0C26\u0C4D\u0C30\u0C02", "\u0E17\u0E30\u0E40\u0E25\u0E2A\u0E07\u0E1A", "\u0E97\u0EB0\u0EC0\u0EA5", "\u179F\u1798\u17BB\u1791\u17D2\u179A", "\u1015\u1004\u103A\u101C\u101A\u103A", "\u0F62\u0F92\u0FB1\u0F0B\u0F58\u0F5A\u0F7C", "\u12A0\u121B\u122D\u129B \u133D\u1211\u134D",
  "\u6D77\u4ECA\u5929\u5F88\u5E73\u9759\u3002", "\u6D77\u306F\u4ECA\u65E5\u9759\u304B\u3067\u3059\u3002", "\uBC14\uB2E4\uB294 \uC870\uC6A9\uD558\uB2E4.", "\u182E\u1823\u1829\u182D\u1823\u182F", "\u13E3\u13B3\u13A9", "\u1403\u14C4\u1483\u144E\u1450\u1466", "\u16A0\u16A2\u16A6\u16A8\u16B1", "\u{10330}\u{10331}\u{10332}", "\u{12000}\u{12001}\u{12002}", "\u{13000}\u{13001}", "\u2801\u2803\u2809\u2819", "Vi\u1EC7t Nam: bi\u1EC3n l\u1EB7ng", "a\u0308o\u0308u\u0308 decomposed", "\uFF26\uFF55\uFF4C\uFF4C \uFF57\uFF49\uFF44\uFF54\uFF48",
];
const directions = ["\u202Ereversed\u202C text", "\u2066isolated\u2069", "abc \u05D0\u05D1\u05D2 def \u05D3\u05D4\u05D5", "\u200F\u200E\u200F", "\u202A\u202B\u202D\u202E", "\u061C\u0627\u0644\u0639\u0631\u0628\u064A\u0629 123 abc"];
const emoji = ["\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}", "\u{1F1EE}\u{1F1EA}", "\u{1F1EE}", "1\uFE0F\u20E3", "\u{1F44D}\u{1F3FD}", "\u2764\uFE0F\u200D\u{1F525}", "\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "\u200D\u200D\u{1F600}", "\uFE0F\uFE0F", "\u{1F600}a\u{1F601}b", "(\u256F\u00B0\u25A1\u00B0)\u256F\uFE35 \u253B\u2501\u253B", "\u{1F9D1}\u{1F3FF}\u200D\u{1F680}"];
const code = [
  '{"a": [1, null, {"b": "\\u0000"}]}', "SELECT * FROM t; DROP TABLE t; --", "<script>alert(1)</script>", "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>", "for (;;) {}", "def f(x):\n    return f(x)\n", "#include <stdio.h>\nint main(void) { return 0; }\n", "^(a+)+$", "a,b,\"c\"\"d\"\n1,2,3\n", "| a | b |\n| --- | --- |\n", "\\frac{\\partial f}{\\partial x}", "@@ -1,3 +1,4 @@\n-a\n+b\n",
  "++++++++[>++++++<-]>.", "mov eax, 0x0\nint 0x80", "127.0.0.1 - - [10/Oct/2000:13:55:36] \"GET / HTTP/1.0\" 200", "$(rm -rf /)", "${{ secrets.KEY }}", "{{question}} %s %n %x", "../../../../etc/passwd", "-----BEGIN CERTIFICATE-----", "data:text/html;base64,PHNjcmlwdD4=", "http://a.b/?q=%00%ff%fe",
];
const numbers = ["NaN", "Infinity", "-Infinity", "-0", "1e309", "null", "undefined", "__proto__", "constructor", "[object Object]", "true", "0x7fffffff", "9007199254740993", "1.7976931348623157e308", "3.14159265358979323846"];
const controls = [...Array.from({ length: 32 }, (_, unit) => String.fromCharCode(unit)), "\u007F", "\u0085", "\u009B31m", "\u001B[2J\u001B[31m", "\u0000a\u0000b", "\uFFFD", "\uFFFE", "\uFFFF", "\u{10FFFF}", "\uE000", "\uFFF9a\uFFFAb\uFFFB"];
const halves = ["\uD800", "\uDC00", "\uDC00\uD800", "a\uD83D", "\uDE00b", `${passage}\uD83D`, `\uDE00${passage}`, `${passage}\uD83D${passage}`, "\uD83D".repeat(300), "\uD83D\uD83D\uDE00"];
const signs = ["\u{1D400}\u{1D401}\u{1D402}", "\u24B6\u24B7\u24B8", "\u0410\u0412\u0421 (not Latin)", "\u00DF\u1E9E\u0130\u0131", "\uFB01\uFB02\uFDFA", "a\u0328\u0301\u0302", "\u2620\u2622\u2623", "\u221A\u222B\u2211\u220F", "\u2580\u2584\u2588\u2591", "\u02B0\u02B1\u02B2"];

/** Letters under heaps of marks. */
function makeZalgo(seed: number, marks: number): string {
  const random = createRandom(seed);
  return [...passage].map((letter) => letter + Array.from({ length: random.below(marks) }, () => String.fromCodePoint(0x300 + random.below(0x70))).join("")).join("");
}

function makeBase64(seed: number, bytes: number): string {
  const random = createRandom(seed);
  return Buffer.from(Array.from({ length: bytes }, () => random.below(256))).toString("base64");
}

/** Code points below `limit`, halves of surrogate pairs left out. */
function makeNoise(seed: number, length: number, limit: number): string {
  const random = createRandom(seed);
  return Array.from({ length }, () => random.below(limit)).map((point) => (point >= 0xd800 && point <= 0xdfff ? " " : String.fromCodePoint(point))).join("");
}

function fill(text: string): string {
  return `${text} `.repeat(Math.ceil(enough / (text.length + 1)));
}

function listOf(kind: string, texts: readonly string[]): AwkwardText[] {
  return texts.map((text) => ({ kind, text }));
}

const lookAlikes = controlTokens.slice(0, 72).map((token, i) => (i % 3 === 0 ? token : i % 3 === 1 ? `${passage} ${token} ${passage}` : fill(token)));
const seeds = [1, 2, 3, 4, 5];

/** At least 300, all different. */
export const awkwardTexts: readonly AwkwardText[] = [
  ...listOf("blank", blank), ...listOf("one token", oneToken), ...listOf("repeated", repeated), ...listOf("long", long),
  ...listOf("script", scripts.map((text, i) => (i % 2 === 0 ? fill(text) : text))), ...listOf("direction", directions.map(fill)), ...listOf("emoji", emoji.flatMap((text) => [text, fill(text)])),
  ...listOf("code", code.map(fill)), ...listOf("number", numbers.map((text, i) => (i % 2 === 0 ? fill(text) : text))),
  ...listOf("control", controls.map((text, i) => (i % 2 === 0 ? `${passage}${text}${passage}` : text.repeat(80)))),
  ...listOf("half a character", halves), ...listOf("control-token look-alike", lookAlikes), ...listOf("sign", signs.map(fill)),
  ...listOf("zalgo", seeds.map((seed) => makeZalgo(seed, 4 * seed))), ...listOf("base64", seeds.map((seed) => makeBase64(seed, 40 * seed ** 2))),
  ...listOf("noise", seeds.flatMap((seed) => [makeNoise(seed, 100 * seed, 256), makeNoise(seed, 100 * seed, 0x3000), makeNoise(seed, 100 * seed, 0x110000)])),
];
