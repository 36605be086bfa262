namespace RedisAi.MLflow.Signatures;

/// <summary>How what a request gives becomes the inputs of a model: made once for a model and its signature. Immutable.</summary>
internal sealed class InputBinding
{
    private readonly HashSet<string> _features;

    public InputBinding(BindingForm form, IReadOnlyList<BoundInput> inputs, MlflowSignature? signature, IReadOnlyList<SignatureProblem> problems)
    {
        Form = form;
        Inputs = inputs;
        Signature = signature;
        Problems = problems;
        BoundInput[] needed = [.. inputs.Where(static input => input.IsNeeded && input.Parameter is null)];
        Bare = form switch
        {
            BindingForm.Unnamed or BindingForm.Matrix => inputs.FirstOrDefault(static input => input.Name.Length == 0),
            _ when signature is { Inputs.Count: > 0 } => signature.Inputs.Count == 1 ? inputs.FirstOrDefault(static input => input.Field is not null) : null,
            _ => needed is [var only] ? only : null,
        };
        Columns = form switch
        {
            BindingForm.Matrix when Bare is not null => FeatureColumns.Arrange(Bare.Spec, signature!.Inputs) ?? signature.Inputs,
            BindingForm.Matrix => signature!.Inputs,
            BindingForm.Named when !HasSchema && Bare is not null => FeatureColumns.Of(Bare.Spec),
            _ => [],
        };
        Dropped = form == BindingForm.Named && HasSchema
            ? [.. signature!.Inputs.Where(field => field is { IsTensor: false, IsRequired: true, Name: not null } && !inputs.Any(input => input.Field == field)).Select(static field => field.Name!)]
            : [];
        _features = HasSchema ? [] : [.. Columns.Select(static column => column.Name!)];
    }

    public BindingForm Form { get; }

    /// <summary>All inputs of the model, in its order.</summary>
    public IReadOnlyList<BoundInput> Inputs { get; }

    public MlflowSignature? Signature { get; }

    /// <summary>The columns that together are one input, in its order: those of the signature; without one, those that the model's file names, if it does. None for other forms.</summary>
    public IReadOnlyList<MlflowField> Columns { get; }

    /// <summary>The columns that the signature demands though no input takes them: the model drops them, and MLflow wants them all the same.</summary>
    public IReadOnlyList<string> Dropped { get; }

    /// <summary>What does not fit.</summary>
    public IReadOnlyList<SignatureProblem> Problems { get; }

    /// <summary>The input that an array without a name is for; null where that would not say which.</summary>
    public BoundInput? Bare { get; }

    /// <summary>Whether a signature tells what requests must have; otherwise only the model does.</summary>
    public bool HasSchema => Signature is { Inputs.Count: > 0 };

    /// <summary>Finds out how requests give the inputs.</summary>
    /// <param name="model">What the model takes.</param>
    /// <param name="signature">What MLflow was told of that; null for nothing.</param>
    public static InputBinding Create(ModelSignature model, MlflowSignature? signature) => new InputBinder(model, signature).Bind();

    /// <summary>Whether the model's file names its columns, and no signature does.</summary>
    public bool HasFeatures => _features.Count > 0;

    /// <summary>What the model's file calls a column that a request has; null for none of its own. Spaces may be underscores there.</summary>
    public string? FindFeature(string name) => _features.Contains(name) ? name : FeatureColumns.Underscored(name) is var other && _features.Contains(other) ? other : null;

    /// <summary>Whether the columns of a table are those that the model's file names, or should be: not where they are but numbered, and not where one is the whole input.</summary>
    public bool AreFeatures(IReadOnlyList<string> names) => HasFeatures
        && !FeatureColumns.AreNumbered(names, "")
        && (names.Any(name => FindFeature(name) is not null) || (!names.Contains(Bare!.Name, StringComparer.Ordinal) && (names.Count > 1 || Columns.Count == 1)));

    /// <summary>Finds an input by what requests call it; null for none.</summary>
    public BoundInput? Find(string name)
    {
        foreach (BoundInput input in Inputs)
        {
            if (input.Name == name && name.Length > 0)
            {
                return input;
            }
        }

        return null;
    }
}
