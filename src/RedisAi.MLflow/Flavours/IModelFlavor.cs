namespace RedisAi.MLflow.Flavours;

/// <summary>One way in which a model may lie in a folder, and that can be run here.</summary>
/// <remarks>A reader of further formats is one more of these, in the list of <see cref="FlavorChoice"/>.</remarks>
internal interface IModelFlavor
{
    /// <summary>MLflow's name of it, and after that other names that users may give.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Whether the folder says that it has it.</summary>
    bool IsIn(FlavorFolder folder);

    /// <summary>Finds the model's files and checks that they are there and of the right kind; nothing is loaded.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="MlflowException">They are not; the message says what to do instead.</exception>
    FlavorModel Open(FlavorFolder folder);
}
