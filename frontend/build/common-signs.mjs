// Which signs the small fonts hold: Latin, Greek, digits and the operators of neural networks.
const COMMON = [
  "20-7E", "A0", "AC", "B1", "B7", "D7", "F7", "391-3A9", "3B1-3C9", "3D1", "3D5", "3D6", "3F1", "3F5", "200B", "2016", "2026", "2032",
  "20D7", "2113", "211C", "2190-2194", "21D0-21D4", "21A6", "27F6", "27F9", "2200", "2202", "2203", "2205", "2207-2209", "220F",
  "2211-2213", "2217", "2218", "221A", "221D", "221E", "2223", "2225", "2227-222B", "223C", "2243", "2245", "2248", "2260",
  "2261", "2264", "2265", "226A", "226B", "2282", "2286", "2295", "2297", "2299", "22A4", "22A5", "22C5", "22EE", "22EF",
  "22F1", "2308-230B", "27E8", "27E9",
];

/** Where a face serves for less: without serifs stands the T of what is transposed, or another capital. */
const OF_FACE = { "SansSerif-Regular": ["41-5A"] };

const partsOf = (face) => OF_FACE[face] ?? COMMON;

export const commonRange = (face) => partsOf(face).map((part) => `U+${part}`).join(",");

/** All of them as one text. */
export const commonSigns = (face) =>
  partsOf(face)
    .map((part) => {
      const [first, last = first] = part.split("-").map((code) => parseInt(code, 16));
      return Array.from({ length: last - first + 1 }, (_, place) => String.fromCodePoint(first + place)).join("");
    })
    .join("");
