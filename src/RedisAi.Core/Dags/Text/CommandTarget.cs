namespace RedisAi.Dags.Text;

/// <summary>What a command is compiled for.</summary>
/// <param name="Tensors">Where its runs load and persist.</param>
/// <param name="Models">What it may name.</param>
/// <param name="Scripts">What it may call.</param>
/// <param name="Dag">Takes its nodes; still empty.</param>
internal sealed record CommandTarget(ITensorStore Tensors, IModelRegistry Models, IScriptRegistry Scripts, DagBuilder Dag)
{
    /// <summary>What is under a key, where a key is one thing at a time and is looked for when the command is read: at an endpoint. Null elsewhere.</summary>
    public Func<string, string?>? TypeOf { get; init; }

    /// <summary>What is refused of tensors in the command.</summary>
    public TensorRules Rules { get; init; }

    /// <exception cref="DagCommandException">There is no such model.</exception>
    public IModel Model(string key) => key.Length > 0 && Models.TryGet(key, out IModel? model) ? model : throw Missing(key, AiErrors.ModelAbsent);

    /// <exception cref="DagCommandException">There is no such script.</exception>
    public IScript Script(string key) => key.Length > 0 && Scripts.TryGet(key, out IScript? script) ? script : throw Missing(key, AiErrors.ScriptAbsent);

    /// <summary>Looks at an endpoint for a tensor that is to be loaded; elsewhere each run does.</summary>
    /// <exception cref="DagCommandException">There is no such tensor.</exception>
    public void CheckTensor(string key)
    {
        if (TypeOf is not null && (key.Length == 0 || !Tensors.Contains(key)))
        {
            throw Missing(key, AiErrors.TensorAbsent);
        }
    }

    /// <summary>What is said where something is not under a key.</summary>
    private DagCommandException Missing(string key, string absent) => new(TypeOf?.Invoke(key) is null ? absent : AiErrors.WrongType);
}
