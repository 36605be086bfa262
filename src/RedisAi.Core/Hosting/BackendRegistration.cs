using RedisAi.Backends;

namespace RedisAi.Hosting;

/// <summary>A backend that was added to a service collection.</summary>
/// <param name="Type">The type of the backend; <see cref="IBackend"/> when it is not known before the backend is made.</param>
/// <param name="Create">Makes the backend.</param>
/// <remarks>
/// What is registered is how to make the backend and not the backend: the container would dispose that as well, when the engine, whose it
/// is, has done so already.
/// </remarks>
internal sealed record BackendRegistration(Type Type, Func<IServiceProvider, IBackend> Create)
{
    /// <summary>Whether both would make the same backend.</summary>
    public bool IsSame(BackendRegistration other) => Type == typeof(IBackend) ? Create == other.Create : Type == other.Type;
}
