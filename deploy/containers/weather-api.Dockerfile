# syntax=docker/dockerfile:1
# The weather API alone. Node 24 runs its TypeScript as it is. From the root of the project:
#   docker build --file deploy/containers/weather-api.Dockerfile --tag weather-api .
#   docker run --publish 8080:8080 --read-only \
#     --env WEATHER_API_AUTHORITY=https://login.microsoftonline.com/<tenant id> \
#     --env WEATHER_API_AUDIENCE=<client id of the API> \
#     --env WEATHER_API_ORIGINS=https://weather.contoso.example weather-api
FROM node:24-alpine AS dependencies
WORKDIR /weather
COPY package.json package-lock.json ./
RUN npm ci

FROM node:24-alpine
WORKDIR /weather
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
COPY package.json ./
COPY --from=dependencies /weather/node_modules/jose node_modules/jose
COPY --from=dependencies /weather/node_modules/hono node_modules/hono
COPY --from=dependencies /weather/node_modules/@hono node_modules/@hono
COPY e2e/local-stack/clock.ts e2e/local-stack/clock.ts
COPY e2e/local-stack/weather-api e2e/local-stack/weather-api
USER node
EXPOSE 8080
HEALTHCHECK CMD wget --quiet --output-document=- http://127.0.0.1:8080/health
CMD ["node", "e2e/local-stack/weather-api/standalone/cli.ts"]
