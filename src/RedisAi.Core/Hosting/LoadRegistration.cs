using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RedisAi.Hosting;

/// <summary>Something that was added to a service collection, to be loaded when the host starts.</summary>
/// <param name="Kind">What it is, in lower case.</param>
/// <param name="Key">The key to store it under.</param>
/// <param name="IsRequired">Whether the host is unhealthy without it.</param>
internal abstract record LoadRegistration(string Kind, string Key, bool IsRequired)
{
    /// <summary>When models and scripts are loaded.</summary>
    public const int FirstPhase = 0;

    /// <summary>When plans are compiled, which need models and scripts.</summary>
    public const int PlanPhase = 1;

    /// <summary>When it is loaded.</summary>
    public virtual int Phase => FirstPhase;

    /// <summary>How health data and descriptions call it; a model and a script may have the same key.</summary>
    public abstract string Name { get; }

    /// <summary>Loads it, and puts it under its key.</summary>
    /// <param name="engine">Where it goes.</param>
    /// <param name="services">What it may depend on.</param>
    /// <param name="state">Is told what is known only now.</param>
    /// <param name="cancellationToken">The host gives up its start.</param>
    public abstract Task LoadAsync(RedisAiEngine engine, IServiceProvider services, LoadState state, CancellationToken cancellationToken);

    /// <summary>Logs that it could not be loaded.</summary>
    public abstract void LogFailure(ILogger logger, Exception error);

    /// <summary>A path that, unless it is full, starts where the host has its content, or beside the program where there is no host.</summary>
    public static string FullPath(IServiceProvider services, string path)
    {
        string root = services.GetService<IHostEnvironment>()?.ContentRootPath ?? AppContext.BaseDirectory;
        return Path.Combine(root, path);
    }
}
