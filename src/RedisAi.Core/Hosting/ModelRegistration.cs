using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RedisAi.Hosting;

/// <summary>A model that was added to a service collection, to be loaded when the host starts.</summary>
/// <param name="Key">The key to store it under.</param>
/// <param name="CreateSource">Says where the model comes from.</param>
/// <param name="Options">How to load and run it.</param>
internal sealed record ModelRegistration(string Key, Func<IServiceProvider, ModelSource> CreateSource, ModelOptions Options)
{
    /// <summary>A file that, unless its path is full, is looked for where the host has its content, or beside the program where there is no host.</summary>
    public static ModelSource FromFile(IServiceProvider services, string path)
    {
        string root = services.GetService<IHostEnvironment>()?.ContentRootPath ?? AppContext.BaseDirectory;
        return ModelSource.FromFile(Path.Combine(root, path));
    }
}
