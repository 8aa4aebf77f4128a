// Bundles our scripts and styles into frontend/dist; Django adds the content hash when it serves them.
import { rmSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { katexFonts, katexSubset } from "./build/katex.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const shared = { bundle: true, minify: true, target: ["es2023", "chrome123", "firefox121", "safari17.5"], logLevel: "warning" };

/** The languages beside English: their scripts stand in a folder of their own, so nobody loads the words of two. */
const LANGUAGES = ["de"];

/** Puts `words/de/page.ts` where a script asks for `words/page`. */
const wordsIn = (language) => ({
  name: `words-${language}`,
  setup({ onResolve }) {
    onResolve({ filter: /\/words\/[a-z-]+$/ }, ({ path }) => ({ path: here(`scripts/words/${language}/${basename(path)}.ts`) }));
  },
});

const speaking = (language, { plugins = [], ...options }) => ({
  ...options,
  outdir: here(`dist/${language}`),
  plugins: [...plugins, wordsIn(language)],
});

/** What every page runs; it has no words. */
const base = { ...shared, entryPoints: { base: here("scripts/base.ts") }, outdir: here("dist"), format: "iife", legalComments: "none" };

/** Scripts that pages run whole. */
const scripts = {
  ...shared,
  entryPoints: { math: here("scripts/math.ts"), notation: here("scripts/notation.ts") },
  outdir: here("dist"),
  format: "iife",
  legalComments: "none",
  // KaTeX from its own source: smaller for today's browsers than the bundle it ships, and it can be cut to what we use.
  alias: { katex: here("../node_modules/katex/katex.ts") },
  define: { __VERSION__: JSON.stringify("bundled") },
  plugins: [katexSubset],
};

/** The exercise page, and that of one submission. What it needs only later (completion, search, charts) stands in chunks that it asks for then. */
const exercise = {
  ...shared,
  entryPoints: { exercise: here("scripts/exercise.ts"), submission: here("scripts/submission.ts") },
  outdir: here("dist"),
  format: "esm",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  legalComments: "none",
};

const styles = {
  ...shared,
  entryPoints: { ascent: here("styles/index.css") },
  outdir: here("dist"),
  external: ["/static/*"],
};

const katex = {
  ...shared,
  entryPoints: { katex: here("../node_modules/katex/dist/katex.min.css") },
  outdir: here("dist/katex"),
  assetNames: "fonts/[name]",
  loader: { ".woff2": "file" },
  plugins: [katexFonts],
};

const started = performance.now();
rmSync(here("dist"), { recursive: true, force: true });
const spoken = LANGUAGES.flatMap((language) => [scripts, exercise].map((options) => speaking(language, options)));
await Promise.all([base, scripts, exercise, ...spoken, styles, katex].map(build));
console.log(`frontend/dist built in ${Math.round(performance.now() - started)} ms`);
