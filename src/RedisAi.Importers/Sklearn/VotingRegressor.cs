using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>The mean of regressors, with weights.</summary>
internal sealed class VotingRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["VotingRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        IReadOnlyList<SkopsValue> members = SklearnMembers.Of(step);
        string[] values = [.. members.Select((member, i) => step.Convert(member, step.Input, SklearnMembers.Place(i)).Prediction is { Columns: null } prediction
            ? Predictions.Table(step.Graph, prediction)
            : throw step.Unsupported($"has an estimator {i} that is no regressor of one target"))];
        string sum = SklearnMembers.Sum(step, values, SklearnMembers.Weights(step, members.Count));
        return Predictions.Of(step.Graph, sum, OnnxElementType.Double, 1);
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context) => SklearnMembers.Claim(model, columns, context);
}
