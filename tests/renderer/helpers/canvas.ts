import { SvgContext } from '../../../renderer/lib/chart/svg-context';

// happy-dom draws nothing. Here a canvas is drawn on by the context that writes the app's SVG files.
Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
  value(this: HTMLCanvasElement) {
    return new SvgContext(this);
  },
});
