// Copies the pinned browser files with their licences to static/vendor and writes the hash manifest.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "static", "vendor");
const FILES = {
  "bootstrap/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
  "bootstrap/LICENSE": "bootstrap/LICENSE",
  "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
  "htmx/LICENSE": "htmx.org/LICENSE",
};

for (const folder of new Set(Object.keys(FILES).map(dirname))) rmSync(join(target, folder), { recursive: true, force: true });
for (const [to, from] of Object.entries(FILES)) {
  let text = readFileSync(join(here, "node_modules", from), "utf8");
  // A source map that is not served breaks the hashing of static files.
  if (/\.(css|js)$/.test(to)) text = text.replace(/\n?\/[*/]# sourceMappingURL=.*?(\*\/)?\s*$/, "\n");
  mkdirSync(dirname(join(target, to)), { recursive: true });
  writeFileSync(join(target, to), text);
}

const walk = (folder) => readdirSync(folder).sort().flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? walk(path) : [path];
});
const lines = walk(target)
  .map((path) => relative(target, path))
  .filter((name) => name !== "MANIFEST.sha256")
  .map((name) => `${createHash("sha256").update(readFileSync(join(target, name))).digest("hex")}  ${name}`);
writeFileSync(join(target, "MANIFEST.sha256"), `${lines.join("\n")}\n`);
console.log(lines.join("\n"));
