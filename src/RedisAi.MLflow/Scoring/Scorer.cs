using System.Buffers;

namespace RedisAi.MLflow.Scoring;

/// <summary>Scores requests of MLflow's protocol with a model, whichever of its versions serves. Safe for use by several threads.</summary>
/// <param name="model">The model.</param>
/// <param name="contracts">Says what is known of a version.</param>
internal sealed class Scorer(IModel model, IContractSource contracts)
{
    private ScoringPlan? _plan;

    /// <summary>What is known of the version that serves.</summary>
    /// <exception cref="ModelNotFoundException">There is no model under the key.</exception>
    public ScoringPlan Plan
    {
        get
        {
            ModelSignature signature = model.Signature;
            ScoringContract? contract = contracts.Find(signature);
            ScoringPlan? plan = _plan;
            if (plan is not null && ReferenceEquals(plan.Model, signature) && ReferenceEquals(plan.Given, contract))
            {
                return plan;
            }

            // Two threads that make one each lose nothing but time.
            plan = new ScoringPlan(signature, contract, contract ?? contracts.Default(model.Key));
            _plan = plan;
            contracts.Planned(model.Key, plan.Binding.Problems);
            return plan;
        }
    }

    /// <summary>Scores a request in JSON, and gives the answer as JSON. The request is needed until this returns.</summary>
    /// <exception cref="MlflowException">The request is none, or not what the model takes.</exception>
    /// <exception cref="EngineOverloadedException">The engine has refused the call.</exception>
    public async Task<ReadOnlyMemory<byte>> ScoreAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        ScoringPlan plan = Plan;
        ScoringCall call = Begin(plan, request.Span, BodyFormat.Json, options: null, cancellationToken);
        InferenceAttempt attempt = await call.Attempt.ConfigureAwait(false);
        if (!attempt.Accepted)
        {
            throw new EngineOverloadedException(attempt.RetryAfter);
        }

        using ModelResult result = attempt.Result;
        ArrayBufferWriter<byte> answer = new();
        Predictions.Write(answer, plan, result, call.IsUnwrapped);
        return answer.WrittenMemory;
    }

    /// <summary>Reads a request and begins to run the model. The body is not needed any more when this returns.</summary>
    /// <param name="plan">What is known of the version that serves.</param>
    /// <param name="body">The body.</param>
    /// <param name="format">Its form.</param>
    /// <param name="options">Whose call it is, and how long it may take; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="MlflowException">The body is none, or not what the model takes.</exception>
    public ScoringCall Begin(ScoringPlan plan, ReadOnlySpan<byte> body, BodyFormat format, InferenceOptions? options, CancellationToken cancellationToken)
    {
        InputCollector inputs = plan.Rent();
        try
        {
            inputs.AllowsMissing = options?.Session is not null;
            if (format == BodyFormat.Csv)
            {
                CsvRequest.Read(body, inputs);
            }
            else
            {
                JsonRequest.Read(body, inputs);
            }

            // The engine holds its own references on the tensors until the call has ended.
            return new ScoringCall(Run(inputs.Tensors, plan, options, cancellationToken), inputs.IsUnwrapped);
        }
        finally
        {
            plan.Return(inputs);
        }
    }

    /// <summary>Several inputs go by name: the version that answers may have been put in place since, and have them in another order.</summary>
    private ValueTask<InferenceAttempt> Run(ReadOnlySpan<AiTensor?> tensors, ScoringPlan plan, InferenceOptions? options, CancellationToken cancellationToken)
    {
        if (tensors is [not null])
        {
            return model.TryRunAsync(tensors!, options, cancellationToken);
        }

        NamedTensors named = [];
        for (int i = 0; i < tensors.Length; i++)
        {
            if (tensors[i] is { } tensor)
            {
                named.Add(plan.Model.Inputs[i].Name, tensor);
            }
        }

        return model.TryRunAsync(named, options, cancellationToken);
    }
}
