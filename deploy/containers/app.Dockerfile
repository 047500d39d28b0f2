# syntax=docker/dockerfile:1
# nginx with the built app. One image serves every environment: config.json and the nginx rules, which `npm run configure`
# writes, are in a mounted folder, not in the image. From the root of the project:
#   docker build --file deploy/containers/app.Dockerfile --tag weather-app .
#   mkdir deployment
#   npm run configure -- --from production.json --out dist --nginx deployment/server.conf --nginx-root /usr/share/nginx/html
#   npm run configure -- --from dist/config.json --out deployment
#   docker run --name weather --publish 8080:8080 --read-only --tmpfs /tmp --volume ./deployment:/etc/nginx/weather:ro weather-app
# To change the configuration, run both `configure` commands again, then `docker kill --signal HUP weather`, which makes nginx
# reload its rules. Mount the folder, not its files: `configure` replaces files, and a container keeps a mounted file. In
# Kubernetes, a ConfigMap mounted as a folder is updated, one mounted with `subPath` is not.
FROM node:24-alpine AS build
WORKDIR /weather
# npm ci needs the package.json of every workspace in the lock file.
COPY package.json package-lock.json ./
COPY command-line/package.json command-line/
COPY local-entra/package.json local-entra/
COPY weather-api/package.json weather-api/
RUN npm ci
COPY . .
# The path of the app on its host: --build-arg BASE=/app/
ARG BASE=/
RUN npm run build -- --base=$BASE && rm dist/staticwebapp.config.json \
  && ln -s /etc/nginx/weather/config.json dist/config.json

FROM nginxinc/nginx-unprivileged:stable-alpine
# The start script of this image writes the DNS servers of the container into /tmp/resolver.conf.
ENV NGINX_ENTRYPOINT_LOCAL_RESOLVERS=1 NGINX_ENVSUBST_OUTPUT_DIR=/tmp
COPY deploy/containers/resolver.conf.template /etc/nginx/templates/
COPY --from=build /weather/dist /usr/share/nginx/html
COPY deploy/containers/nginx.conf /etc/nginx/conf.d/default.conf
EXPOSE 8080
HEALTHCHECK CMD wget --quiet --output-document=- http://127.0.0.1:8080/health
