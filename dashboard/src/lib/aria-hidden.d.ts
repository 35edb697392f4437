declare module "aria-hidden/dist/es2015/index.js" {
  export * from "aria-hidden";
}
