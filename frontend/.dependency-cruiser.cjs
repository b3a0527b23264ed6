/** The borders of docs/architecture: app → features → components | hooks | lib | api | config. */
const LAYERS = "^src/(components|hooks|lib|api|config)/";

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "features-know-no-sibling",
      comment: "The route composes features; none imports another.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/([^/]+)/", pathNot: "^src/features/$1/" },
    },
    {
      name: "features-do-not-know-the-app",
      severity: "error",
      from: { path: "^src/features/" },
      to: { path: "^src/app/" },
    },
    {
      name: "shared-code-knows-neither-features-nor-app",
      severity: "error",
      from: { path: LAYERS },
      to: { path: "^src/(app|features)/" },
    },
    {
      name: "lib-and-config-are-leaves",
      comment: "Pure helpers and constants import nothing of ours but each other.",
      severity: "error",
      from: { path: "^src/(lib|config)/", pathNot: "\\.test\\." },
      to: { path: "^src/", pathNot: "^src/(lib|config)/" },
    },
    {
      name: "api-draws-nothing",
      severity: "error",
      from: { path: "^src/api/" },
      to: { path: "^src/(components|hooks)/|^react(-dom)?$|node_modules/react(-dom)?/" },
    },
    {
      name: "light-entry-stays-light",
      comment: "A phone in a lecture hall must not download the staff application.",
      severity: "error",
      from: { path: "^src/app/light/main\\.ts$" },
      to: {
        path: "node_modules/(@mantine|@tanstack|react-router|get-nonce)/|^src/app/staff/",
        reachable: true,
      },
    },
    {
      name: "staff-shell-has-no-light-routes",
      severity: "error",
      from: { path: "^src/app/staff/" },
      to: { path: "^src/app/light/" },
    },
    {
      name: "tests-are-not-shipped",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.test\\.tsx?$|^src/testing/" },
      to: { path: "\\.test\\.tsx?$|^src/testing/" },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot: "\\.d\\.ts$|^src/service-worker/|^src/theme-boot\\.js$",
      },
      to: {},
    },
    {
      name: "not-to-dev-dependencies",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.test\\.tsx?$|^src/testing/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.css$" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "browser", "default", "types"],
      extensions: [".ts", ".tsx", ".js"],
    },
  },
};
