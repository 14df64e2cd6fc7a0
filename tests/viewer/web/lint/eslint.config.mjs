import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  { files: ["web/**/*.js"], languageOptions: { sourceType: "module", globals: { ...globals.browser } } },
  // The reader runs in a Worker, and in node for the tests: it has neither a document nor a window.
  { files: ["web/reader/*.js"], languageOptions: { globals: { document: "off", window: "off" } } },
  { files: ["tests/**/*.mjs"], languageOptions: { sourceType: "module", globals: { ...globals.node } } },
  { rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error", "no-unused-vars": ["error", { args: "none" }] } },
];
