using RedisAi.Errors;

namespace RedisAi.Backends;

/// <summary>The backends of an engine, which owns them.</summary>
internal sealed class BackendSet : IDisposable
{
    private readonly IBackend[] _backends;

    public BackendSet(IEnumerable<IBackend> backends)
    {
        _backends = [.. backends, new FunctionBackend()];
        foreach (IBackend backend in _backends)
        {
            ArgumentNullException.ThrowIfNull(backend, nameof(backends));
        }

        foreach (IBackend backend in _backends)
        {
            if (Array.Find(_backends, other => other != backend && Same(other.Name, backend.Name)) is not null)
            {
                throw new ArgumentException($"There are two backends named '{backend.Name}'.", nameof(backends));
            }
        }
    }

    /// <summary>The backend of a name; null when there is none.</summary>
    public IBackend? Find(string name) => Array.Find(_backends, backend => Same(backend.Name, name));

    /// <summary>Finds the backend for a model: the one that is asked for, or the first that recognizes it.</summary>
    /// <param name="name">The name of the one that is asked for; null for none.</param>
    /// <param name="content">The model.</param>
    /// <param name="key">Its key, for messages.</param>
    /// <param name="importers">The formats of the engine's importers, none of which knows it.</param>
    /// <exception cref="ModelLoadException">There is none.</exception>
    public IBackend Choose(string? name, ModelContent content, string key, IReadOnlyCollection<string> importers)
    {
        IBackend? chosen = name is null
            ? Array.Find(_backends, backend => backend.Recognizes(content))
            : Find(name);
        if (chosen is not null)
        {
            return chosen;
        }

        string known = string.Join(", ", _backends.Select(static backend => backend.Name));
        throw new ModelLoadException(
            name is not null ? $"There is no backend '{name}' for the model '{key}'; there are {known}."
            : PickledModel.IsOne(content) ? $"The model '{key}' ({content}) cannot be stored. {PickledModel.Refusal}"
            : importers.Count == 0 ? $"None of the backends ({known}) recognizes the model '{key}' ({content}); name one in ModelOptions.Backend, or add the backend that reads it; models of XGBoost, LightGBM, scikit-learn and torch.export need the importers of the package RedisAi.Importers."
            : $"Neither the backends ({known}) nor the importers ({string.Join(", ", importers)}) recognize the model '{key}' ({content}); name a backend in ModelOptions.Backend, or add the backend or the importer that reads it.");
    }

    /// <summary>Finds the backend for a script: the one that is asked for, or the first that compiles scripts.</summary>
    /// <exception cref="ScriptCompilationException">There is none.</exception>
    public IScriptBackend ChooseForScript(string? name, string key)
    {
        IBackend? chosen = Array.Find(_backends, backend => name is null ? backend is IScriptBackend : Same(backend.Name, name));
        if (chosen is IScriptBackend compiler)
        {
            return compiler;
        }

        string compilers = string.Join(", ", _backends.OfType<IScriptBackend>().Select(static backend => backend.Name));
        throw new ScriptCompilationException(
            compilers.Length == 0 ? $"The engine has no backend that compiles scripts, so '{key}' cannot be stored: add the backend of the package RedisAi.Backends.Torch."
            : chosen is null ? $"There is no backend '{name}' for the script '{key}'; those that compile scripts are {compilers}."
            : $"The backend {chosen.Name} does not compile scripts, so it cannot take '{key}'; those that do are {compilers}.");
    }

    public void Dispose() => Disposal.All(_backends);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
