// KaTeX cut to what statements use. It is built from its own source, so each cut is one file exchanged.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import subsetFont from "subset-font";
import { commonRange, commonSigns } from "./common-signs.mjs";

const UNUSED_FACES = /^(Fraktur|Script|Typewriter|SansSerif-(Bold|Italic)|Caligraphic-Bold)/;
/** Commands that load, link or mark up, and commutative diagrams. */
const UNUSED_COMMANDS = /katex\/src\/(functions\/(includegraphics|html|href|enclose)|environments\/cd)\.ts$/;
/** Of the signs that stretch: braces, arrows, hats and tildes; a text on neural networks draws no harpoons. */
const KEPT_PATHS = /^((double)?(left|right)arrow|(left|mid|right)brace(under)?|vec|(widehat|tilde)\d)$/;

/** Metrics to a thousandth of an em: a tenth of a pixel at the largest size we set. */
async function roundedMetrics({ path }) {
  const { default: metrics } = await import(pathToFileURL(path).href);
  const faces = Object.entries(metrics).filter(([face]) => !UNUSED_FACES.test(face));
  const rounded = (values) => values.map((value) => Math.round(value * 1000) / 1000);
  const round = (characters) => Object.fromEntries(Object.entries(characters).map(([code, values]) => [code, rounded(values)]));
  return { contents: JSON.stringify(Object.fromEntries(faces.map(([face, characters]) => [face, round(characters)]))), loader: "json" };
}

export const katexSubset = {
  name: "katex-subset",
  setup({ onLoad }) {
    onLoad({ filter: /katex\/src\/fontMetricsData\.js$/ }, roundedMetrics);
    onLoad({ filter: UNUSED_COMMANDS }, () => ({ contents: "export const parseCD = () => [];" }));
    onLoad({ filter: /katex\/src\/svgGeometry\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/^ {4}(\w+): `[^`]*`,\n/gm, (path, name) => (KEPT_PATHS.test(name) ? path : "")),
      loader: "ts",
    }));
  },
};

/** The faces in which formulas are mostly set; the others are small or rare. */
const CUT_FACES = ["Main-Regular", "Main-Bold", "Main-Italic", "Math-Italic", "Math-BoldItalic", "AMS-Regular", "SansSerif-Regular"];
const FONTS = fileURLToPath(new URL("../../node_modules/katex/dist/fonts/", import.meta.url));

/** The faces twice: whole, and cut to the signs of most formulas. The later is asked first, so few pages load the whole. */
export const katexFonts = {
  name: "katex-fonts",
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /katex\.min\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8"))
        // Each font is named three times; every browser that knows our CSS features reads woff2.
        .replace(/,url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)/g, "")
        .replace(/@font-face\{[^}]*\}/g, inTwoParts),
      loader: "css",
    }));
    onResolve({ filter: /-common\.woff2$/ }, ({ path }) => ({ path: join(FONTS, path), namespace: "cut" }));
    onLoad({ filter: /./, namespace: "cut" }, async ({ path }) => {
      const [, face] = /KaTeX_([\w-]+)-common/.exec(path);
      const contents = await subsetFont(await readFile(path.replace("-common", "")), commonSigns(face), { targetFormat: "woff2" });
      return { contents, loader: "file" };
    });
  },
};

function inTwoParts(face) {
  const [, name] = /fonts\/KaTeX_([\w-]+)\.woff2/.exec(face) ?? [];
  if (UNUSED_FACES.test(name)) return "";
  if (!CUT_FACES.includes(name)) return face;
  const cut = face.replace(/url\([^)]*\)/, `url(KaTeX_${name}-common.woff2)`).replace("}", `;unicode-range:${commonRange(name)}}`);
  return face + cut;
}
