# One image for every service: SERVICE says which one a container is (gateway, connections, sync, assets).
#   docker build -t bucket-sync .
#   docker run --env-file my.env --env SERVICE=sync bucket-sync
FROM node:24-bookworm-slim AS packages
WORKDIR /app
# Dependencies first, so a change of our code does not install them again.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc ./
COPY patches patches
COPY services/assets/package.json services/assets/
COPY services/connections/package.json services/connections/
COPY services/gateway/package.json services/gateway/
COPY services/sync/package.json services/sync/
COPY packages/aws-sandbox/package.json packages/aws-sandbox/
COPY packages/dev-stack/package.json packages/dev-stack/
COPY packages/shared/package.json packages/shared/
COPY apps/console/package.json apps/console/
COPY bench/package.json bench/
RUN npm install --global "$(node -p "require('./package.json').packageManager")"
# Without dev-stack, which has its own PostgreSQL, and without the console, which is built below.
RUN pnpm install --frozen-lockfile --prod --filter '!@bucket-sync/dev-stack' --filter '!@bucket-sync/console'

# The web page: only its build goes into the image.
FROM packages AS console
RUN pnpm install --frozen-lockfile --filter @bucket-sync/console
COPY tsconfig.base.json ./
COPY apps/console apps/console
RUN pnpm --filter @bucket-sync/console build

FROM packages AS service
COPY . .
COPY --from=console /app/apps/console/dist apps/console/dist
USER node
# A container listens on all its addresses; the container engine decides which port is published.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# glibc's allocator, as packages/dev-stack/src/stack/start-node-program.ts explains.
ENV MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072 MALLOC_TRIM_THRESHOLD_=2097152
# exec: the service itself receives SIGTERM and drains.
CMD ["sh", "-c", ": ${SERVICE:?is not set: gateway, connections, sync or assets}; exec node $(grep -hs '^--' services/node-flags services/$SERVICE/node-flags) services/$SERVICE/src/main.ts"]

# For development only: with dev-stack, whose token issuer replaces a real one.
FROM packages AS development
RUN pnpm install --frozen-lockfile --prod
COPY . .
RUN mkdir /state && chown node:node /state
USER node
ENV HOST=0.0.0.0 BUCKET_SYNC_STATE=/state

# The image that `docker build .` makes.
FROM service
