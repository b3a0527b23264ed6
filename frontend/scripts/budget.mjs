/**
 * Fails the build when a page grows beyond its budget. Sizes are gzip bytes of
 * what a browser loads for a page: the static graph of its entries in Vite's
 * manifest, and for the light entry also what it may load later: the pages of
 * `later`, each beside what is there already, and the rest (the decoder).
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const KB = 1000;
const BUDGETS = [
  {
    label: "light entry",
    entries: ["checkin.html", "src/app/light/mount.tsx"],
    js: 100 * KB,
    css: 10 * KB,
    lazy: 20 * KB,
    later: [
      { label: "notifications", entry: "src/features/notifications/pages.ts", limit: 10 * KB },
      { label: "passwords", entry: "src/features/auth/pages.ts", limit: 10 * KB },
      { label: "account", entry: "src/features/account/pages.ts", limit: 6 * KB },
      { label: "absences", entry: "src/features/absences/pages.ts", limit: 8 * KB },
      { label: "history", entry: "src/features/history/pages.ts", limit: 10 * KB },
      { label: "join", entry: "src/features/home/JoinPage.tsx", limit: 3 * KB },
      { label: "kiosk", entry: "src/features/kiosk/pages.ts", limit: 5 * KB },
      { label: "questions", entry: "src/features/home/components/Questions.tsx", limit: 3 * KB },
      { label: "receipts", entry: "src/features/receipts/pages.ts", limit: 5 * KB },
      { label: "my data", entry: "src/features/my-data/pages.ts", limit: 4 * KB },
      { label: "home, ahead", entry: "src/features/home/Ahead.tsx", limit: 3 * KB },
      { label: "sign-in ends", entry: "src/app/light/SignInEnds.tsx", limit: 4 * KB },
    ],
  },
  { label: "staff shell", entries: ["index.html"], js: 240 * KB, css: 42 * KB },
];

const gzipped = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
const total = (files) => [...files].reduce((sum, file) => sum + gzipped(file), 0);

function graph(entries) {
  const seen = { static: new Set(), all: new Set() };
  const walk = (name, set, lazily) => {
    if (set.has(name)) return;
    set.add(name);
    const chunk = manifest[name];
    for (const next of chunk.imports ?? []) walk(next, set, lazily);
    if (lazily) for (const next of chunk.dynamicImports ?? []) walk(next, set, lazily);
  };
  for (const entry of entries) {
    walk(entry, seen.static, false);
    walk(entry, seen.all, true);
  }
  return seen;
}

const scripts = (names) => new Set(names.map((name) => manifest[name].file));
const sheets = (names) => new Set(names.flatMap((name) => manifest[name].css ?? []));

let failed = false;
function judge(label, size, limit) {
  const over = size > limit;
  failed ||= over;
  const kb = (bytes) => `${(bytes / KB).toFixed(1)} kB`;
  console.log(
    `${over ? "OVER" : " ok "}  ${label.padEnd(22)} ${kb(size).padStart(9)} of ${kb(limit)}`,
  );
}

for (const budget of BUDGETS) {
  const { static: first, all } = graph(budget.entries);
  judge(`${budget.label} JS`, total(scripts([...first])), budget.js);
  judge(`${budget.label} CSS`, total(sheets([...first])), budget.css);
  if (budget.lazy !== undefined) {
    const told = new Set(first);
    for (const { label, entry, limit } of budget.later) {
      const own = [...graph([entry]).static].filter((name) => !first.has(name));
      judge(label, total([...scripts(own), ...sheets(own)]), limit);
      for (const name of own) told.add(name);
    }
    const rest = [...all].filter((name) => !told.has(name));
    judge(`${budget.label} lazy`, total([...scripts(rest), ...sheets(rest)]), budget.lazy);
  }
}
if (failed) process.exit(1);
