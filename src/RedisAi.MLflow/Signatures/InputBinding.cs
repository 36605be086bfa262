namespace RedisAi.MLflow.Signatures;

/// <summary>How what a request gives becomes the inputs of a model: made once for a model and its signature. Immutable.</summary>
internal sealed class InputBinding
{
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
    }

    public BindingForm Form { get; }

    /// <summary>All inputs of the model, in its order.</summary>
    public IReadOnlyList<BoundInput> Inputs { get; }

    public MlflowSignature? Signature { get; }

    /// <summary>The columns that together are one input; none for other forms.</summary>
    public IReadOnlyList<MlflowField> Columns => Form == BindingForm.Matrix ? Signature!.Inputs : [];

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
