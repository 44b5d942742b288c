# One image for every service and for the migrations; the command chooses:
#   docker build -t lk-tbank .
#   docker run lk-tbank dist/apps/deal/src/main.js
#   docker run lk-tbank dist/scripts/migrate.js
# It needs BuildKit (the default builder since Docker 23) for the cache mounts.

ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No dependency needs its install script: native parts come as packages of their own.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY .swcrc ./
COPY libs libs
COPY apps apps
COPY scripts scripts
# swc turns the @lk/* aliases into relative paths, so nothing resolves them at run time. Vite builds the
# page of on call to dist/web/ops, which ops serves.
RUN npm run build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts

FROM ${NODE_IMAGE} AS runtime
# As process 1, node would ignore a SIGTERM that comes before its handlers stand (a service that waits
# for its database, a running migration). tini passes the signal on and reaps what is left behind.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY docs/openapi.json docs/openapi.json
COPY package.json ./
# On call: kubectl -n lk-tbank exec -it deploy/ops -- tbank-ops login, then the commands in the same pod; or
# docker run --entrypoint tbank-ops.
RUN printf '%s\n' '#!/bin/sh' 'exec node --enable-source-maps /app/dist/apps/ops/src/cli/main.js "$@"' \
      > /usr/local/bin/tbank-ops \
 && chmod 755 /usr/local/bin/tbank-ops
# XDG_CONFIG_HOME is where tbank-ops keeps its sign-in: /tmp is the one folder that may be written.
ENV NODE_ENV=production \
    PORT=3000 \
    XDG_CONFIG_HOME=/tmp
# The user `node` of the base image, by number so that Kubernetes can prove it is not root. Everything
# in /app belongs to root and nothing is written outside /tmp: the root file system may be read-only.
USER 1000:1000
EXPOSE 3000
# The slim image has no curl. Kubernetes does not read this, it has probes of its own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/usr/bin/tini", "--", "node", "--enable-source-maps"]
CMD ["dist/apps/webhook-ingress/src/main.js"]

# Last, because they change with every build.
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="lk-tbank" \
      org.opencontainers.image.description="Event-driven system between the deal cabinet lk.housler.ru and a T-Bank nominal account" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
