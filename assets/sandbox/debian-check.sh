# Run inside the base, by debian-base.sh: fails if the Python in it would not do for jobs.
python3 -m venv --system-site-packages /tmp/check
/tmp/check/bin/python -m pip --version >/dev/null
/tmp/check/bin/python -c "import numpy, huggingface_hub, ssl; ssl.create_default_context()"
rm -rf /tmp/check /root/.cache
