namespace RedisAi.MLflow.Signatures;

/// <summary>An input of a model, and how requests give it. Immutable.</summary>
/// <param name="Place">Its place among the inputs of the model.</param>
/// <param name="Spec">What the model declares of it.</param>
/// <param name="Name">What requests call it.</param>
/// <param name="Field">What the signature says of it; null where it says nothing.</param>
internal sealed record BoundInput(int Place, TensorSpec Spec, string Name, MlflowField? Field)
{
    /// <summary>The type of elements that is made of what a request has; undefined where neither side declares one, so that the values decide.</summary>
    public TensorDataType DataType { get; } = Spec.DataType != TensorDataType.Undefined ? Spec.DataType : Field?.DataType ?? TensorDataType.Undefined;

    public ElementRules Rules { get; } = RulesOf(Spec.DataType, Field);

    /// <summary>What shape a request must give: as the signature says, where it does.</summary>
    public ShapePattern RequestShape => Field is { IsTensor: true } ? Field.Shape : Spec.Shape;

    /// <summary>The parameter that gives it, beside the inputs; null for none.</summary>
    public MlflowParameter? Parameter { get; init; }

    /// <summary>Whether the signature says that requests must have it.</summary>
    public bool IsDemanded => Field is { IsRequired: true };

    /// <summary>Whether the model cannot run without it.</summary>
    public bool IsNeeded => !Spec.IsOptional;

    /// <summary>The values of a column, by what its field says.</summary>
    public static ElementRules RulesOf(TensorDataType model, MlflowField? field)
    {
        if (field is null)
        {
            return ElementRules.None;
        }

        ElementRules rules = field.Encoding switch
        {
            FieldEncoding.Base64 => ElementRules.Base64,
            FieldEncoding.Time => ElementRules.Time,
            _ => ElementRules.None,
        };
        bool isWhole = model.IsFloat() && field.DataType.IsInteger();
        return rules | (isWhole ? ElementRules.WholeOnly : ElementRules.WholeFractions);
    }
}
