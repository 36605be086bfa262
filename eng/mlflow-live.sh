#!/usr/bin/env bash
# Runs the whole flow against a real MLflow server: logs models to runs and, where it is MLflow 3, as a logged model; registers them; deploys, predicts, updates; follows an alias that moves,
# at once and by a canary, and refuses a version that fails on its example; scores at /invocations; does the same with the command line.
# What it makes in the registry is removed at the end; four runs and a logged model stay, in the experiment of MLFLOW_EXPERIMENT_NAME or the default one.
#
#   MLFLOW_TRACKING_URI=http://localhost:5000 eng/mlflow-live.sh
#
# All variables of MLflow's client count, and its credentials file: MLFLOW_REGISTRY_URI, MLFLOW_TRACKING_USERNAME and so on, MLFLOW_WORKSPACE, those of the encryption, those of the tries.
# The server must hand artifacts through (--serve-artifacts, the default). Not covered: models that are kept elsewhere (s3: and others), and those of other flavours than onnx.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${MLFLOW_TRACKING_URI:?names no MLflow server: set it, as in http://localhost:5000}"
export REDISAI_MLFLOW_LIVE=1
dotnet build tests/RedisAi.Cli.Tests --configuration Release --verbosity quiet --nologo
artifacts/bin/RedisAi.Cli.Tests/release/RedisAi.Cli.Tests --no-progress --show-stdout all --filter-method '*Whole_flow_against_a_real_server'
