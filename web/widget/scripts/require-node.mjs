// Vite needs a Node of this age; an older one fails in words nobody understands.

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`前端构建和测试需要 Node.js 20.19 或更高版本，当前是 ${process.versions.node}。请升级后再运行（https://nodejs.org）；只运行服务不需要 Node.js。`);
  console.error(`Node.js 20.19 or newer is needed to build and test the web front end; this is ${process.versions.node}.`);
  process.exit(1);
}
