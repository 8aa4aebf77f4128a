// Bundles our scripts and styles into frontend/dist; Django adds the content hash when it serves them.
import { rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** KaTeX names each font three times; every browser that knows our CSS features reads woff2. */
const onlyWoff2 = {
  name: "only-woff2",
  setup({ onLoad }) {
    onLoad({ filter: /katex\.min\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/,url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)/g, ""),
      loader: "css",
    }));
  },
};

/** What no statement of ours uses: faces of type, and commands that load, link or mark up. */
const UNUSED_FACES = /^(Fraktur|Script|Typewriter|SansSerif-(Bold|Italic)|Caligraphic-Bold)/;
const UNUSED_COMMANDS = /functions\/(includegraphics|html|href|enclose)\.ts$/;
const katexSubset = {
  name: "katex-subset",
  setup({ onLoad }) {
    onLoad({ filter: /katex\/src\/fontMetricsData\.js$/ }, async ({ path }) => {
      const { default: metrics } = await import(pathToFileURL(path).href);
      const used = Object.entries(metrics).filter(([face]) => !UNUSED_FACES.test(face));
      return { contents: JSON.stringify(Object.fromEntries(used)), loader: "json" };
    });
    onLoad({ filter: UNUSED_COMMANDS }, () => ({ contents: "export {};" }));
  },
};

const shared = { bundle: true, minify: true, target: ["es2023", "chrome123", "firefox121", "safari17.5"], logLevel: "warning" };

const scripts = {
  ...shared,
  entryPoints: { base: here("scripts/base.ts"), exercise: here("scripts/exercise.ts"), math: here("scripts/math.ts") },
  outdir: here("dist"),
  format: "iife",
  legalComments: "none",
  // KaTeX from its own source: smaller for today's browsers than the bundle it ships, and it can be cut to what we use.
  alias: { katex: here("../node_modules/katex/katex.ts") },
  define: { __VERSION__: JSON.stringify("bundled") },
  plugins: [katexSubset],
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
  plugins: [onlyWoff2],
};

const started = performance.now();
rmSync(here("dist"), { recursive: true, force: true });
await Promise.all([scripts, styles, katex].map(build));
console.log(`frontend/dist built in ${Math.round(performance.now() - started)} ms`);
