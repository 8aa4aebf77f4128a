/** An empty gutter as wide as that of the fold marks: nothing moves when they come. */

import { gutter, GutterMarker } from "@codemirror/view";

export const foldSpace = gutter({ class: "cm-foldGutter", initialSpacer: () => new (class extends GutterMarker {})() });
