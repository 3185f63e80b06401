# Three stages: `serve` installs what serving imports, `build` adds torch and compiles the networks, the last one
# takes only their results. Everything comes from public indexes; no GPU. Its steps are tried without Docker by
# `python scripts/check_dockerfile.py --run`.

FROM python:3.11-slim-bookworm AS serve
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY requirements-serve.txt constraints.txt ./
RUN pip install -r requirements-serve.txt

FROM serve AS build
COPY requirements.txt ./
# The extra index has torch without CUDA under the same version, which saves gigabytes of download.
RUN pip install --extra-index-url https://download.pytorch.org/whl/cpu -r requirements.txt
COPY ocr ocr
ENV OCR_MODEL_CACHE=/app/models
RUN python -m ocr models build

FROM python:3.11-slim-bookworm
# tini is process 1: it passes signals on and takes in the children of a worker that was killed.
RUN apt-get update && apt-get install -y --no-install-recommends poppler-utils tini && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home app && install -d -o app /data
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OMP_NUM_THREADS=1 \
    PORT=8000 \
    TZ=Asia/Jakarta \
    UPLOAD_FOLDER=/data \
    OCR_MODEL_CACHE=/app/models
WORKDIR /app
COPY --from=serve /opt/venv /opt/venv
# Owned by the app: which precision is fastest on this CPU is measured once and noted beside the networks.
COPY --from=build --chown=app /app/models models
COPY .streamlit .streamlit
COPY ocr ocr
COPY pages pages
COPY samples samples
COPY streamlit_app.py ./
USER app
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health', timeout=4)"]
ENTRYPOINT ["tini", "--"]
CMD ["python", "-m", "ocr", "serve"]
