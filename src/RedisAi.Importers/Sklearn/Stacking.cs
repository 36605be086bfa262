using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Estimators whose answers are the columns that a last estimator takes, with or without those of the input.</summary>
internal sealed class Stacking : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["StackingClassifier", "StackingRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        IReadOnlyList<SkopsValue> members = SklearnMembers.Of(step);
        IReadOnlyList<SkopsValue> methods = step.Model.Get("stack_method_").AsList();
        if (methods.Count != members.Count)
        {
            throw step.Unsupported($"has {members.Count} estimators, and in 'stack_method_' {methods.Count} methods");
        }

        List<SklearnTable> tables = [];
        for (int i = 0; i < members.Count; i++)
        {
            tables.Add(Column(step, step.Convert(members[i], step.Input, SklearnMembers.Place(i)), methods[i].AsText(), i));
        }

        if (step.Model.Flag("passthrough", false))
        {
            tables.Add(step.Input);
        }

        SklearnAnswer answer = step.Convert(step.Model.Get("final_estimator_"), SklearnTable.Join(tables), "the final estimator");
        if (step.Model.ClassName == "StackingRegressor")
        {
            return new SklearnAnswer { Prediction = answer.Prediction };
        }

        // The last one knows the classes by their positions.
        return answer.Label is { Type: OnnxElementType.Int64 } positions
            ? new SklearnAnswer { Label = ClassLabels.Of(step).Pick(step.Graph, positions.Name), Probabilities = answer.Probabilities, Scores = answer.Scores, LacksLogProbabilities = true }
            : throw step.Unsupported("has a final estimator that gives no labels by positions");
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context)
    {
        if (model.Flag("passthrough", false))
        {
            columns.ClaimAll(ColumnKind.Any);
        }

        SklearnMembers.Claim(model, columns, context);
    }

    private static SklearnTable Column(SklearnStep step, SklearnAnswer answer, string method, int estimator)
    {
        SklearnValue value = (method switch
        {
            "predict_proba" => answer.Probabilities,
            "decision_function" => answer.Scores,
            "predict" => answer.Prediction ?? answer.Label,
            _ => null,
        }) ?? throw step.Unsupported($"has an estimator {estimator} without the method '{method}'");
        if (value.Type == OnnxElementType.String)
        {
            throw step.Unsupported($"has an estimator {estimator} whose labels are texts");
        }

        // Of two probabilities the first says nothing more.
        string table = Predictions.Table(step.Graph, value);
        return method == "predict_proba" && value.Columns == 2
            ? new SklearnTable(step.Graph.Column(table, 1), OnnxElementType.Double, 1)
            : new SklearnTable(table, OnnxElementType.Double, value.Columns ?? 1);
    }
}
