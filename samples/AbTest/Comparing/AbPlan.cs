using System.Numerics.Tensors;

namespace RedisAi.Samples.AbTest.Comparing;

/// <summary>Builds the plan: two models see the same picture, one of them answers, and what the other says is counted.</summary>
internal static class AbPlan
{
    /// <summary>The nodes of the models.</summary>
    public const string A = "A";
    public const string B = "B";

    /// <param name="ai">Has the models.</param>
    /// <param name="keyA">The key of the model that answers.</param>
    /// <param name="keyB">The key of the model on trial.</param>
    /// <param name="patience">How long B may take. Nobody waits longer for an answer that A has given.</param>
    /// <param name="tally">Counts.</param>
    public static DagPlan Compile(IRedisAi ai, string keyA, string keyB, TimeSpan patience, Tally tally)
    {
        DagBuilder dag = ai.CreateDag("digit");
        DagValue number = dag.Input("number", TensorDataType.Int64, []);
        DagValue picture = dag.Input("picture", TensorDataType.UInt8, [1, -1]);
        DagValue x = dag.Function("scale", Scale, picture);

        // Neither needs the other: they run at the same time.
        DagNode a = dag.Model(keyA, x).Named(A);
        DagNode b = dag.Model(keyB, x).Named(B).WithTimeout(patience).WithFallback(instead => instead.Function("no answer", NoAnswer, x));

        // Nobody takes what this node gives; it runs all the same.
        dag.Function("count", Count, number, a[0], b[0]).Node.Always();
        dag.Output("digit", dag.Function("answer", Answer, a[0]));
        return dag.Compile();

        AiTensor Count(AiTensor number, AiTensor a, AiTensor b)
        {
            tally.Record((int)number.AsSpan<long>()[0], Opinion.Of(a)!.Value, Opinion.Of(b));
            return number.Share();
        }
    }

    private static AiTensor Scale(AiTensor picture) => AiTensor.Create<float, AiTensor>(picture.Shape.Dimensions, picture, static (x, picture) =>
    {
        TensorPrimitives.ConvertTruncating(picture.AsSpan<byte>(), x);
        TensorPrimitives.Divide(x, 255, x);
    });

    private static AiTensor NoAnswer(AiTensor x) => AiTensor.Create<float>([0, 10], []);

    private static AiTensor Answer(AiTensor probabilities) => AiTensor.Scalar((long)Opinion.Of(probabilities)!.Value.Digit);
}
