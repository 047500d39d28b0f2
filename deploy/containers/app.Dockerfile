# syntax=docker/dockerfile:1
# The built app behind nginx. One image serves every environment: config.json and the nginx rules that
# `npm run configure` writes are mounted, not built in. From the root of the project:
#   docker build --file deploy/containers/app.Dockerfile --tag weather-app .
#   npm run configure -- --from production.json --out dist --nginx server.conf --nginx-root /usr/share/nginx/html
#   docker run --publish 8080:8080 --read-only --tmpfs /tmp \
#     --volume ./dist/config.json:/usr/share/nginx/html/config.json:ro \
#     --volume ./server.conf:/etc/nginx/weather/server.conf:ro weather-app
FROM node:24-alpine AS build
WORKDIR /weather
# npm wants the package.json of every workspace that is in the lock file.
COPY package.json package-lock.json ./
COPY command-line/package.json command-line/
COPY local-entra/package.json local-entra/
COPY weather-api/package.json weather-api/
RUN npm ci
COPY . .
# The path of the app on its host: --build-arg BASE=/app/
ARG BASE=/
RUN npm run build -- --base=$BASE && rm dist/staticwebapp.config.json

FROM nginxinc/nginx-unprivileged:stable-alpine
COPY --from=build /weather/dist /usr/share/nginx/html
COPY deploy/containers/nginx.conf /etc/nginx/conf.d/default.conf
EXPOSE 8080
HEALTHCHECK CMD wget --quiet --output-document=- http://127.0.0.1:8080/health
