using Microsoft.Extensions.Logging;
using RedisAi.MLflow;
using RedisAi.MLflow.Deployments;
using RedisAi.MLflow.Scoring;

namespace RedisAi.AspNetCore.Scoring;

/// <summary>The model behind an endpoint, which may come, go and be replaced meanwhile.</summary>
internal sealed class ScoredModel(string key, Lazy<IRedisAi> engine, MlflowScoringOptions options, ScoringContracts? contracts, ILogger logger) : IContractSource
{
    private Scorer? _scorer;

    public string Key => key;

    public IRedisAi Engine => engine.Value;

    /// <summary>Whether there is a model.</summary>
    public bool IsThere => Engine.Models.TryGet(key, out _);

    /// <summary>What scores requests.</summary>
    /// <exception cref="ModelNotFoundException">There has never been a model under the key.</exception>
    public Scorer Scorer => _scorer ?? FindScorer();

    public ScoringContract? Find(ModelSignature version)
    {
        ScoringContract? found = options.Contract;
        if (found is null)
        {
            contracts?.TryGet(version, out found);
        }

        return found;
    }

    public ScoringContract Default(string key) => EngineContracts.Of(Engine.Models.GetInfo(key));

    public void Planned(string key, IReadOnlyList<SignatureProblem> problems)
    {
        foreach (SignatureProblem problem in problems)
        {
            logger.SignatureDisagrees(key, problem.Message);
        }
    }

    private Scorer FindScorer()
    {
        // A handle is live: it follows whatever becomes of the model.
        Scorer scorer = new(Engine.Models[key], this);
        return Interlocked.CompareExchange(ref _scorer, scorer, null) ?? scorer;
    }
}
