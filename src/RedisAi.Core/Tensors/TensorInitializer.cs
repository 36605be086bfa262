namespace RedisAi;

/// <summary>Fills a new tensor.</summary>
/// <typeparam name="T">The C# type of the elements.</typeparam>
/// <param name="elements">The elements in row-major order, with undefined contents; valid only during the call.</param>
public delegate void TensorInitializer<T>(Span<T> elements)
    where T : unmanaged;

/// <summary>Fills a new tensor from some state, so that the function can be static and nothing is captured.</summary>
/// <typeparam name="T">The C# type of the elements.</typeparam>
/// <typeparam name="TState">The type of the state.</typeparam>
/// <param name="elements">The elements in row-major order, with undefined contents; valid only during the call.</param>
/// <param name="state">What was given to <see cref="AiTensor.Create{T, TState}"/>.</param>
public delegate void TensorInitializer<T, in TState>(Span<T> elements, TState state)
    where T : unmanaged
    where TState : allows ref struct;
