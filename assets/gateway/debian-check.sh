# Run inside the base, by debian-base.sh: fails if the Node.js in it would not do for the gateway program.
node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 24 && require("node:tls").rootCertificates.length > 100 ? 0 : 1)'
