// Asks a fake GitHub what the program asks, and checks each answer's status and body (and each body that is sent)
// against GitHub's OpenAPI description. Usage: node check.mjs CACHE_FOLDER FAKE_BINARY; see check.sh.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [cache, binary] = process.argv.slice(2);
const require = createRequire(`${cache}/`);
const description = require("@octokit/openapi/generated/api.github.com.json");
const Ajv = require("ajv").default;
const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
require("ajv-formats").default(ajv);

const mismatches = [];
let checked = 0;

/** Follows references inside the description. */
function resolve(node) {
  while (node?.$ref) node = node.$ref.slice(2).split("/").reduce((at, key) => at[key], description);
  return node;
}

/** A JSON Schema of an OpenAPI 3.0 one: `nullable` becomes a type, references lead to `definitions`, which are filled. */
function convert(node, definitions) {
  if (Array.isArray(node)) return node.map((item) => convert(item, definitions));
  if (node === null || typeof node !== "object") return node;
  if (typeof node.$ref === "string") {
    const name = node.$ref.split("/").pop();
    if (!(name in definitions)) {
      definitions[name] = true;
      definitions[name] = convert(resolve(node), definitions);
    }
    return { $ref: `#/definitions/${name}` };
  }
  const { nullable, example, examples, ...rest } = node;
  const schema = {};
  for (const [key, value] of Object.entries(rest)) schema[key] = convert(value, definitions);
  return nullable === true ? { anyOf: [schema, { type: "null" }] } : schema;
}

function compile(schema) {
  const definitions = {};
  const converted = convert(schema, definitions);
  return ajv.compile({ ...converted, definitions });
}

/** Keys that the description does not know, below objects whose properties it lists. */
function unknownKeys(schema, value, where = "") {
  schema = resolve(schema);
  if (!schema || value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return value.flatMap((item, n) => unknownKeys(schema.items, item, `${where}/${n}`));
  if (!schema.properties || schema.allOf || schema.anyOf || schema.oneOf) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    key in schema.properties
      ? unknownKeys(schema.properties[key], below, `${where}/${key}`)
      : [`${where}/${key} is not described`],
  );
}

function complain(what, problems) {
  for (const problem of problems.slice(0, 12)) mismatches.push(`${what}: ${problem}`);
}

function checkBody(what, schema, value) {
  const validate = compile(schema);
  if (!validate(value)) complain(what, validate.errors.map((e) => `${e.instancePath || "/"} ${e.message}`));
  // GitHub sends `status` in every error body; the description names it in some of them only.
  complain(what, unknownKeys(schema, value).filter((problem) => !problem.startsWith("/status ")));
}

/** Sends one request; `path` is the description's, `{name}`s are filled from `values`. */
async function ask(api, method, path, values, { token = tokens.all, body, status = 200, query = "" } = {}) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => String(values[name]).split("/").map(encodeURIComponent).join("/"));
  const what = `${method} ${filled}${query} (${status})`;
  const operation = description.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is not in the description`);
  if (body) {
    const wanted = resolve(operation.requestBody).content["application/json"].schema;
    const validate = compile(wanted);
    if (!validate(body)) complain(`${what} request`, validate.errors.map((e) => `${e.instancePath || "/"} ${e.message}`));
  }
  const headers = { accept: "application/vnd.github+json", authorization: `Bearer ${token}` };
  const reply = await fetch(`${api}${filled}${query}`, {
    method, headers, redirect: "manual", body: body && JSON.stringify(body),
  });
  const text = await reply.text();
  checked += 1;
  if (reply.status !== status) complain(what, [`answered ${reply.status}: ${text.slice(0, 200)}`]);
  const described = resolve(operation.responses[reply.status]);
  if (!described) {
    complain(what, [`status ${reply.status} is not described`]);
    return {};
  }
  const schema = described.content?.["application/json"]?.schema;
  if (!schema) {
    if (text !== "") complain(what, ["a body where none is described"]);
    return {};
  }
  const value = JSON.parse(text);
  checkBody(what, schema, value);
  return value;
}

const tokens = {};

async function run(api) {
  const busy = { owner: "octo", repo: "ledger" };
  const empty = { owner: "octo", repo: "quiet" };
  const repo = "/repos/{owner}/{repo}";

  for (const per of ["day", "week"]) {
    await ask(api, "GET", `${repo}/traffic/views`, busy, { query: `?per=${per}` });
    await ask(api, "GET", `${repo}/traffic/clones`, busy, { query: `?per=${per}` });
  }
  await ask(api, "GET", `${repo}/traffic/popular/paths`, busy, { token: tokens.traffic });
  await ask(api, "GET", `${repo}/traffic/popular/referrers`, busy);
  await ask(api, "GET", `${repo}/traffic/views`, busy, { token: tokens.actions, status: 403 });

  await ask(api, "GET", repo, busy);
  await ask(api, "GET", repo, empty);
  await ask(api, "GET", repo, { owner: "octo", repo: "missing" }, { status: 404 });
  await ask(api, "GET", repo, { owner: "octo", repo: "former" }, { status: 301 });
  await ask(api, "GET", `${repo}/releases`, busy, { query: "?per_page=2&page=2" });

  await ask(api, "GET", "/user", {});
  await ask(api, "GET", "/user", {}, { token: tokens.actions, status: 403 });
  await ask(api, "GET", "/user/repos", {}, { query: "?affiliation=owner,collaborator&per_page=2&page=2" });
  await ask(api, "GET", "/user/repos", {}, { query: "?type=owner&affiliation=owner", status: 422 });
  await ask(api, "GET", "/users/{username}/repos", { username: "octo" }, { query: "?type=owner&sort=created" });
  await ask(api, "GET", "/orgs/{org}/repos", { org: "acme" }, { query: "?type=all&per_page=1" });
  await ask(api, "GET", "/installation/repositories", {}, { token: tokens.actions, query: "?per_page=1" });
  await ask(api, "GET", "/installation/repositories", {}, { status: 403 });

  const workflow = { ...busy, workflow_id: "traffic.yml" };
  await ask(api, "GET", `${repo}/actions/workflows/{workflow_id}`, workflow);
  await ask(api, "GET", `${repo}/actions/workflows/{workflow_id}/runs`, workflow, { query: "?event=schedule&per_page=10" });
  const runs = await ask(api, "GET", `${repo}/actions/runs`, busy, {
    query: "?created=2026-02-28T18:00:00Z..2026-03-01T23:59:59Z&exclude_pull_requests=true&per_page=2",
  });
  const run_id = runs.workflow_runs[0].id;
  await ask(api, "GET", `${repo}/actions/runs/{run_id}/jobs`, { ...busy, run_id }, { query: "?filter=all&per_page=100" });
  await ask(api, "GET", "/rate_limit", {});

  const ref = await ask(api, "GET", `${repo}/git/ref/{ref}`, { ...busy, ref: "heads/main" });
  const head = ref.object.sha;
  await ask(api, "GET", `${repo}/git/ref/{ref}`, { ...busy, ref: "heads/nothing" }, { status: 404 });
  await ask(api, "GET", `${repo}/git/ref/{ref}`, { ...empty, ref: "heads/main" }, { status: 409 });
  await ask(api, "GET", `${repo}/git/matching-refs/{ref}`, { ...busy, ref: "heads/" });
  const commit = await ask(api, "GET", `${repo}/git/commits/{commit_sha}`, { ...busy, commit_sha: head });
  const base_tree = commit.tree.sha;

  const post = (what, body, more = {}) => ask(api, "POST", `${repo}/git/${what}`, busy, { body, status: 201, ...more });
  const blob = await post("blobs", { content: "aGVsbG8K", encoding: "base64" });
  const tree = await post("trees", {
    base_tree,
    tree: [
      { path: "a/inline.md", mode: "100644", type: "blob", content: "# inline\n" },
      { path: "b.txt", mode: "100644", type: "blob", sha: blob.sha },
    ],
  });
  const made = await post("commits", { message: "Add", tree: tree.sha, parents: [head] }, { token: tokens.actions });
  const orphan = await post("commits", { message: "Begin", tree: tree.sha, parents: [] });
  await post("commits", { message: "Lost", tree: "0".repeat(40), parents: [] }, { status: 422 });
  await post("refs", { ref: "refs/heads/traffic", sha: orphan.sha });
  await post("refs", { ref: "refs/heads/traffic", sha: orphan.sha }, { status: 422 });
  const patch = (ref, body, status) => ask(api, "PATCH", `${repo}/git/refs/{ref}`, { ...busy, ref }, { body, status });
  await patch("heads/traffic", { sha: made.sha, force: false }, 422);
  await patch("heads/main", { sha: made.sha, force: false }, 200);

  await ask(api, "GET", `${repo}/git/trees/{tree_sha}`, { ...busy, tree_sha: tree.sha }, { query: "?recursive=1" });
  await ask(api, "GET", `${repo}/git/blobs/{file_sha}`, { ...busy, file_sha: blob.sha });
  await ask(api, "GET", `${repo}/contents/{path}`, { ...busy, path: "a/inline.md" }, { query: "?ref=main" });
  await ask(api, "GET", `${repo}/contents/{path}`, { ...busy, path: "a" });
  const put = { message: "First", content: "aGkK" };
  await ask(api, "PUT", `${repo}/contents/{path}`, { ...empty, path: "README.md" }, { body: put, status: 201 });
  await ask(api, "GET", `${repo}/branches/{branch}`, { ...busy, branch: "main" });
  await ask(api, "GET", `${repo}/branches/{branch}`, { ...busy, branch: "nothing" }, { status: 404 });
  await ask(api, "GET", `${repo}/rules/branches/{branch}`, { ...busy, branch: "ruled" });
}

const fake = spawn(binary, ["0"], { stdio: ["ignore", "pipe", "inherit"] });
try {
  let api;
  for await (const line of createInterface({ input: fake.stdout })) {
    const [, key, value] = line.match(/^(api|all|traffic|actions)\s+(\S+)/) ?? [];
    if (key === "api") api = value;
    else if (key) tokens[key] = value;
    if (line.startsWith("ready")) break;
  }
  await run(api);
} finally {
  fake.kill();
}
for (const mismatch of mismatches) console.error(`contract: ${mismatch}`);
if (mismatches.length > 0) process.exit(1);
console.log(`contract check: ${checked} answers are as GitHub describes them`);
