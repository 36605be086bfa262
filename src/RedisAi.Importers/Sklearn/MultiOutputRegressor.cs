using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>A regressor for each target.</summary>
internal sealed class MultiOutputRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["MultiOutputRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        IReadOnlyList<SkopsValue> members = SklearnMembers.Of(step);
        string[] columns = [.. members.Select((member, i) => step.Convert(member, step.Input, SklearnMembers.Place(i)).Prediction is { Columns: null } prediction
            ? Predictions.Table(step.Graph, prediction)
            : throw step.Unsupported($"has an estimator {i} that is no regressor of one target"))];
        return new SklearnAnswer { Prediction = new SklearnValue(step.Graph.Join(columns), OnnxElementType.Double, columns.Length) };
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context) => SklearnMembers.Claim(model, columns, context);
}
