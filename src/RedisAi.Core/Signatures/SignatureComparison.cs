namespace RedisAi.Signatures;

/// <summary>Tells whether callers of one model can call another as well.</summary>
internal static class SignatureComparison
{
    /// <summary>Whether names, types, ranks and fixed lengths are the same, in order. What one of the two leaves open does not differ; what dimensions are called does not matter.</summary>
    public static bool IsSame(ModelSignature left, ModelSignature right) =>
        AreSame(left.Inputs, right.Inputs) && (left.HasOpenOutputs || right.HasOpenOutputs || AreSame(left.Outputs, right.Outputs));

    private static bool AreSame(IReadOnlyList<TensorSpec> left, IReadOnlyList<TensorSpec> right)
    {
        bool same = left.Count == right.Count;
        for (int i = 0; same && i < left.Count; i++)
        {
            same = left[i].Name == right[i].Name && left[i].IsOptional == right[i].IsOptional && left[i].DataType.MayBe(right[i].DataType) && IsSame(left[i].Shape, right[i].Shape);
        }

        return same;
    }

    private static bool IsSame(ShapePattern left, ShapePattern right) => !left.IsRankKnown || !right.IsRankKnown || left.Dimensions.SequenceEqual(right.Dimensions);
}
