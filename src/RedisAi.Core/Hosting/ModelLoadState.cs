namespace RedisAi.Hosting;

/// <summary>How far the loading of one registered model has come. Written by the start of the host, read by health checks on other threads.</summary>
internal sealed class ModelLoadState(ModelRegistration registration)
{
    private volatile Exception? _error;
    private volatile bool _succeeded;

    public ModelRegistration Registration => registration;

    public string Key => registration.Key;

    public bool IsRequired => registration.Options.Required;

    /// <summary>Why the model was not loaded; null while that is not known, or when it was.</summary>
    public Exception? Error => _error;

    /// <summary>Whether the host loaded the model. It may be gone since, as it may be there though the host failed to load it.</summary>
    public bool Succeeded => _succeeded;

    public void Succeed() => _succeeded = true;

    public void Fail(Exception error) => _error = error;
}
