#!/usr/bin/env bash
# Runs the whole flow against a real MLflow server: logs a model to a run, registers two versions, deploys, predicts, updates, follows an alias that moves.
# What it makes in the registry is removed at the end; the two runs stay, in the default experiment.
#
#   MLFLOW_TRACKING_URI=http://localhost:5000 eng/mlflow-live.sh
#
# The login is that of MLflow's own variables and credentials file. The server must hand artifacts through (--serve-artifacts, the default).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${MLFLOW_TRACKING_URI:?names no MLflow server: set it, as in http://localhost:5000}"
export REDISAI_MLFLOW_LIVE=1
dotnet build tests/RedisAi.MLflow.Tests --configuration Release --verbosity quiet --nologo
artifacts/bin/RedisAi.MLflow.Tests/release/RedisAi.MLflow.Tests --no-progress --show-stdout all --filter-method '*Whole_flow_against_a_real_server'
