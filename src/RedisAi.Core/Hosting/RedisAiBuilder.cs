using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RedisAi.Backends;
using RedisAi.Diagnostics;
using RedisAi.Hosting;

namespace RedisAi;

/// <summary>Adds backends, models, scripts and plans to an engine while the application is composed.</summary>
/// <remarks>Obtained from <see cref="RedisAiServiceCollectionExtensions.AddRedisAi"/>. Used by one thread.</remarks>
public sealed class RedisAiBuilder
{
    internal RedisAiBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the collection that the engine is registered in.</summary>
    /// <remarks>The packages of backends register what they need here, in <c>Add…Backend</c> extensions of their own.</remarks>
    public IServiceCollection Services { get; }

    /// <summary>Adds a backend, made by the container when the engine is made. Adding the same type again has no effect.</summary>
    /// <typeparam name="TBackend">The backend; its constructor may take services. The engine owns it.</typeparam>
    /// <returns>This builder.</returns>
    public RedisAiBuilder AddBackend<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TBackend>()
        where TBackend : class, IBackend =>
        AddBackend(static services => ActivatorUtilities.CreateInstance<TBackend>(services));

    /// <summary>Adds a backend, made when the engine is made. Adding the same type again has no effect.</summary>
    /// <typeparam name="TBackend">The backend; where it is just <see cref="IBackend"/>, adding the same delegate again has no effect.</typeparam>
    /// <param name="create">Makes the backend. It must not give one that the container disposes, because the engine owns it.</param>
    /// <returns>This builder.</returns>
    public RedisAiBuilder AddBackend<TBackend>(Func<IServiceProvider, TBackend> create)
        where TBackend : class, IBackend
    {
        ArgumentNullException.ThrowIfNull(create);
        BackendRegistration added = new(typeof(TBackend), create);
        if (!Services.Any(service => InstanceOf<BackendRegistration>(service) is { } present && present.IsSame(added)))
        {
            Services.AddSingleton(added);
        }

        return this;
    }

    /// <summary>Adds an importer, made by the container when the engine is made. Adding the same type again has no effect.</summary>
    /// <typeparam name="TImporter">The importer; its constructor may take services.</typeparam>
    /// <returns>This builder.</returns>
    public RedisAiBuilder AddImporter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImporter>()
        where TImporter : class, IModelImporter
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelImporter, TImporter>());
        return this;
    }

    /// <summary>Adds the storage that keeps what is to outlive the process, in the place of one that was added before.</summary>
    /// <param name="create">Makes the storage, when the engine is made. It must not give one that the container disposes, because the engine owns it.</param>
    /// <returns>This builder.</returns>
    public RedisAiBuilder AddStorage(Func<IServiceProvider, IDurableStorage> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.RemoveAll<StorageRegistration>();
        Services.AddSingleton(new StorageRegistration(create));
        return this;
    }

    /// <summary>Adds the store that several processes share, in the place of the one in memory, and of one that was added before. There cannot be a storage as well.</summary>
    /// <param name="create">Makes the store, when the engine is made. It must not give one that the container disposes, because the engine owns it.</param>
    /// <returns>This builder.</returns>
    public RedisAiBuilder AddSharedStore(Func<IServiceProvider, SharedTensorStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.RemoveAll<SharedStoreRegistration>();
        Services.AddSingleton(new SharedStoreRegistration(create));
        return this;
    }

    /// <summary>Adds a model in a file, which is loaded and warmed before the host is ready.</summary>
    /// <param name="key">The key. A model that was added under the same key before is not loaded: the last one counts, so that tests can replace it.</param>
    /// <param name="path">The file. A relative path starts at the content root of the host, or where there is none at <see cref="AppContext.BaseDirectory"/>.</param>
    /// <param name="configure">Sets how the model is loaded and run; called at once. Null for the options of the model that was added under the key before, else the defaults.</param>
    /// <returns>This builder.</returns>
    /// <remarks>Constructors and handlers get the model as a keyed service: <c>[FromKeyedServices("key")] IModel</c>.</remarks>
    /// <exception cref="ArgumentException">An option of the model makes no sense.</exception>
    public RedisAiBuilder AddModel(string key, string path, Action<ModelOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return AddModel(key, services => ModelSource.FromFile(LoadRegistration.FullPath(services, path)), configure);
    }

    /// <summary>Adds a model, which is loaded and warmed before the host is ready.</summary>
    /// <param name="key">The key. A model that was added under the same key before is not loaded: the last one counts.</param>
    /// <param name="source">Where the model comes from.</param>
    /// <param name="configure">Sets how the model is loaded and run; called at once. Null for the options of the model that was added under the key before, else the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">An option of the model makes no sense.</exception>
    public RedisAiBuilder AddModel(string key, ModelSource source, Action<ModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return AddModel(key, _ => source, configure);
    }

    /// <summary>Adds a model whose source depends on services, and which is loaded and warmed before the host is ready.</summary>
    /// <param name="key">The key. A model that was added under the same key before is not loaded: the last one counts.</param>
    /// <param name="source">Says where the model comes from; called when the host starts. What it throws counts as a failure to load.</param>
    /// <param name="configure">Sets how the model is loaded and run; called at once. Null for the options of the model that was added under the key before, else the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">An option of the model makes no sense.</exception>
    public RedisAiBuilder AddModel(string key, Func<IServiceProvider, ModelSource> source, Action<ModelOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(source);
        if (configure is null && Find<ModelRegistration>(key) is { } before)
        {
            return Add(before with { CreateSource = source, IsKept = true });
        }

        ModelOptions options = new();
        configure?.Invoke(options);
        options.Validate();
        return Add(new ModelRegistration(key, source, options));
    }

    /// <summary>Adds a model in a file, whose options depend on services, such as the configuration.</summary>
    /// <param name="key">The key. A model that was added under the same key before is not loaded: the last one counts.</param>
    /// <param name="path">The file. A relative path starts at the content root of the host, or where there is none at <see cref="AppContext.BaseDirectory"/>.</param>
    /// <param name="configure">Sets how the model is loaded and run; called when the host starts. What it throws, and an option that makes no sense, counts as a failure to load.</param>
    /// <returns>This builder.</returns>
    public RedisAiBuilder AddModel(string key, string path, Action<IServiceProvider, ModelOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return AddModel(key, services => ModelSource.FromFile(LoadRegistration.FullPath(services, path)), configure);
    }

    /// <summary>Adds a model whose source and options depend on services, such as the configuration.</summary>
    /// <param name="key">The key. A model that was added under the same key before is not loaded: the last one counts.</param>
    /// <param name="source">Says where the model comes from; called when the host starts. What it throws counts as a failure to load.</param>
    /// <param name="configure">Sets how the model is loaded and run; called when the host starts. What it throws, and an option that makes no sense, counts as a failure to load.</param>
    /// <returns>This builder.</returns>
    public RedisAiBuilder AddModel(string key, Func<IServiceProvider, ModelSource> source, Action<IServiceProvider, ModelOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(new ModelRegistration(key, source, new ModelOptions(), configure));
    }

    /// <summary>Adds a script in a file, which is compiled before the host is ready.</summary>
    /// <param name="key">The key. A script that was added under the same key before is not loaded: the last one counts.</param>
    /// <param name="path">The file. A relative path starts at the content root of the host, or where there is none at <see cref="AppContext.BaseDirectory"/>.</param>
    /// <param name="entryPoints">The functions that are meant to be called.</param>
    /// <returns>This builder.</returns>
    /// <remarks>Constructors and handlers get the script as a keyed service: <c>[FromKeyedServices("key")] IScript</c>.</remarks>
    /// <exception cref="ArgumentException">An entry point has no name, or comes twice.</exception>
    public RedisAiBuilder AddScript(string key, string path, params string[] entryPoints)
    {
        ArgumentNullException.ThrowIfNull(entryPoints);
        return AddScript(key, path, script =>
        {
            foreach (string name in entryPoints)
            {
                script.EntryPoints.Add(name);
            }
        });
    }

    /// <summary>Adds a script in a file, which is compiled before the host is ready.</summary>
    /// <param name="key">The key. A script that was added under the same key before is not loaded: the last one counts.</param>
    /// <param name="path">The file. A relative path starts at the content root of the host, or where there is none at <see cref="AppContext.BaseDirectory"/>.</param>
    /// <param name="configure">Sets how the script is compiled and run; called at once.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">An option of the script makes no sense.</exception>
    public RedisAiBuilder AddScript(string key, string path, Action<ScriptOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(configure);
        return AddScript(key, services => ScriptSource.FromFile(LoadRegistration.FullPath(services, path)), configure);
    }

    /// <summary>Adds a script, which is compiled before the host is ready.</summary>
    /// <param name="key">The key. A script that was added under the same key before is not loaded: the last one counts.</param>
    /// <param name="source">Where the script comes from.</param>
    /// <param name="configure">Sets how the script is compiled and run; called at once. Null for the options of the script that was added under the key before, else the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">An option of the script makes no sense.</exception>
    public RedisAiBuilder AddScript(string key, ScriptSource source, Action<ScriptOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return AddScript(key, _ => source, configure);
    }

    /// <summary>Adds a plan, which is compiled when the models and scripts that were added are loaded, before the host is ready.</summary>
    /// <param name="name">Its name. A plan that was added under the same name before is not compiled: the last one counts.</param>
    /// <param name="build">Builds the graph; called when the host starts. What it throws counts as a failure to compile.</param>
    /// <returns>This builder.</returns>
    /// <remarks>
    /// Constructors and handlers get the plan that is under the name by then as a keyed service: <c>[FromKeyedServices("name")] DagPlan</c>. Hosted services
    /// are made before the plan is compiled: what they get becomes the plan with its first use, in <c>ExecuteAsync</c>, and throws <see cref="DagNotFoundException"/> before.
    /// </remarks>
    public RedisAiBuilder AddDag(string name, Action<DagBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        return AddDag(name, (dag, _) => build(dag));
    }

    /// <summary>Adds a plan that depends on services, compiled when the models and scripts that were added are loaded, before the host is ready.</summary>
    /// <param name="name">Its name. A plan that was added under the same name before is not compiled: the last one counts.</param>
    /// <param name="build">Builds the graph; called when the host starts. What it throws counts as a failure to compile.</param>
    /// <returns>This builder.</returns>
    public RedisAiBuilder AddDag(string name, Action<DagBuilder, IServiceProvider> build)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(build);

        // Whatever is under the name when it is asked for, as a plan itself does not change.
        Services.TryAddKeyedTransient(name, static (services, key) => services.GetRequiredService<RedisAiEngine>().GetPlan((string)key!));
        return Add(new DagRegistration(name, build));
    }

    /// <summary>Adds a registration in the place of one of the same kind and key.</summary>
    internal RedisAiBuilder Add(LoadRegistration added)
    {
        if (added.Kind == RunSubject.Model)
        {
            Services.TryAddKeyedSingleton<IModel>(added.Key, static (services, key) => services.GetRequiredService<RedisAiEngine>().GetModelHandle((string)key!));
        }

        if (Services.FirstOrDefault(service => InstanceOf<LoadRegistration>(service) is { } present && present.Kind == added.Kind && present.Key == added.Key) is { } replaced)
        {
            Services.Remove(replaced);
        }

        Services.AddSingleton(added);
        return this;
    }

    private RedisAiBuilder AddScript(string key, Func<IServiceProvider, ScriptSource> source, Action<ScriptOptions>? configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ScriptOptions options = configure is null && Find<ScriptRegistration>(key) is { } before ? before.ScriptOptions : new ScriptOptions();
        configure?.Invoke(options);
        options.Validate();

        Services.TryAddKeyedSingleton<IScript>(key, static (services, key) => services.GetRequiredService<RedisAiEngine>().GetScriptHandle((string)key!));
        return Add(new ScriptRegistration(key, source, options));
    }

    /// <summary>The registration of a key, if it is of this kind.</summary>
    private TRegistration? Find<TRegistration>(string key)
        where TRegistration : LoadRegistration => Services.Select(InstanceOf<LoadRegistration>).OfType<TRegistration>().FirstOrDefault(present => present.Key == key);

    private static T? InstanceOf<T>(ServiceDescriptor service)
        where T : class => service.IsKeyedService ? null : service.ImplementationInstance as T;
}
