# One image for all parts: `screening up` by default, or `web`, `worker`, `daemons`, `migrate` as the command.
FROM python:3.12-slim AS build
WORKDIR /source
RUN python -m venv /opt/screening
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY screening screening
COPY rules rules
RUN /opt/screening/bin/pip install --no-cache-dir -c constraints.txt .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data screening && install -d -o screening -m 0700 /data
COPY --from=build /opt/screening /opt/screening
ENV PATH=/opt/screening/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SCREENING_BIND=0.0.0.0:8080 \
    SCREENING_DATA_DIR=/data
USER screening
WORKDIR /data
VOLUME /data
EXPOSE 8080
# For `up` and `web`; switch it off (--no-healthcheck) for the other parts.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/livez', timeout=4)"]
ENTRYPOINT ["screening"]
CMD ["up"]
